// The one name a study imports: the note's model, the models it is compared with, and the tensors they are made of.
@_exported import Autograd
@_exported import DepthModels
@_exported import Diffusion
@_exported import Mari
@_exported import NN
