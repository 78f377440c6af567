// Layers and models are written in terms of tensors: importing NN brings them.
@_exported import Autograd
