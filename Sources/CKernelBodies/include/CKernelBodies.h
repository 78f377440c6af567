// How each kernel computes: texts that CKernelsPlain, CKernelsV3 and CKernelsV4 compile, once per instruction set, and the
// sizes that follow from them. There is nothing to call here: CKernels is the public face.
