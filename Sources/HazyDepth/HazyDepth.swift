// The one core model-and-loss library: importing it brings layers and tensors too.
@_exported import NN
