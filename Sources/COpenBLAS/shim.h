// CBLAS from OpenBLAS, and the few LAPACK routines we call. Debian's libopenblas-dev has no lapacke.h, but the library
// holds the Fortran symbols; they are declared here. Matrices are column-major, arguments by reference.
#ifndef HD_OPENBLAS_SHIM_H
#define HD_OPENBLAS_SHIM_H
#if !__has_include(<cblas.h>)
#error "OpenBLAS is missing: apt-get install libopenblas-dev"
#endif
#include <cblas.h>

/// Least squares by the singular value decomposition: A [m, n] is destroyed, b [max(m, n), nrhs] becomes x.
void dgelsd_(const blasint *m, const blasint *n, const blasint *nrhs, double *a, const blasint *lda, double *b,
             const blasint *ldb, double *s, const double *rcond, blasint *rank, double *work, const blasint *lwork,
             blasint *iwork, blasint *info);
/// Eigenvalues (ascending) and eigenvectors (columns, in place of a) of a symmetric matrix.
void dsyev_(const char *jobz, const char *uplo, const blasint *n, double *a, const blasint *lda, double *w,
            double *work, const blasint *lwork, blasint *info);
#endif
