// Empty: this target is reached through the table of CKernels.
