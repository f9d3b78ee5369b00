#ifndef LOWRANK_BLAS_BOUNDARY_H
#define LOWRANK_BLAS_BOUNDARY_H

#include <stddef.h>
#include <stdint.h>

// One C name per routine of OpenBLAS, LAPACK and libxsmm. Matrices are row-major here unless a
// comment says otherwise; LAPACK sees the same bytes as the transpose in column-major order.

// MARK: Products

/// C (m,n) = op(A) op(B), beta 0, dense. op(A) is (m,k), op(B) is (k,n); a transposed operand is
/// stored as (k,m) or (n,k).
void lowrank_dgemm(int transpose_a, int transpose_b, int m, int n, int k, const double *a,
                   const double *b, double *c);
void lowrank_sgemm(int transpose_a, int transpose_b, int m, int n, int k, const float *a,
                   const float *b, float *c);

/// Lower triangle of C (n,n) = A^T A for A (m,n); the other triangle is not touched.
void lowrank_dsyrk(int m, int n, const double *a, double *c);
void lowrank_ssyrk(int m, int n, const float *a, float *c);

/// A product of one small shape, C = op(A) B or C += op(A) B, on rows that may lie in larger matrices.
/// A transposed B is not supported.
typedef struct {
  int m, n, k;
  int a_stride, b_stride, c_stride;  // from row to row, as stored
  int transpose_a;                   // A is stored as (k,m)
  int accumulate;                    // add to C
} lowrank_small_shape;

/// Its code, compiled for this processor. NULL where libxsmm is missing or does not take the shape:
/// use the general product then.
typedef void (*lowrank_dkernel)(const double *, const double *, double *);
typedef void (*lowrank_skernel)(const float *, const float *, float *);
lowrank_dkernel lowrank_small_dgemm(lowrank_small_shape);
lowrank_skernel lowrank_small_sgemm(lowrank_small_shape);
/// Runs a kernel. libxsmm's operands are column-major, hence the exchange of A and B.
void lowrank_dkernel_call(lowrank_dkernel, const double *a, const double *b, double *c);
void lowrank_skernel_call(lowrank_skernel, const float *a, const float *b, float *c);
/// Runs a kernel on the transpose of `b`, which is stored as (n,k).
void lowrank_dkernel_call_flipped(lowrank_dkernel, int n, int k, const double *a, const double *b,
                                  double *c);
void lowrank_skernel_call_flipped(lowrank_skernel, int n, int k, const float *a, const float *b,
                                  float *c);

// MARK: LAPACK; column-major, workspace by query (lwork = -1), info returned

int lowrank_dgesdd(char job, int m, int n, double *a, double *s, double *u, int ldu, double *vt,
                   int ldvt, double *work, int lwork, int *iwork);
/// Values only, by the QR iteration.
int lowrank_dgesvd(int m, int n, double *a, double *s, double *work, int lwork);
/// Values only of a complex matrix; `lwork` counts complex numbers, rwork has 7·min(m,n) numbers,
/// iwork 8·min(m,n).
int lowrank_zgesdd(int m, int n, double *a, double *s, double *work, int lwork, double *rwork,
                   int *iwork);
int lowrank_dsyevd(char job, int n, double *a, double *w, double *work, int lwork, int *iwork,
                   int liwork);
/// Eigenvalues only, by the two-stage reduction to tridiagonal form; reads LAPACK's lower triangle,
/// on which it is a quarter faster than on the upper one (measured at n = 4096).
int lowrank_dsyevd_2stage(int n, double *a, double *w, double *work, int lwork, int *iwork,
                          int liwork);
int lowrank_dgeqrf(int m, int n, double *a, double *tau, double *work, int lwork);
/// The LQ decomposition of [A B], A (m,m) lower triangular, B (m,n), in blocks of `block` rows; A
/// becomes L. `reflectors` and `work` have block·m numbers.
int lowrank_dtplqt(int m, int n, int block, double *a, double *b, double *reflectors, double *work);
/// QR of (m,n), m >= n, with the triangular factor t (n,n) of its block reflector I - V T Vᵀ.
int lowrank_dgeqrt(int m, int n, double *a, double *t);
int lowrank_dorgqr(int m, int n, int k, double *a, const double *tau, double *work, int lwork);

// MARK: What is there

/// Threads that BLAS uses for one call; it starts at 1, since parallelism is ours.
void lowrank_set_blas_threads(int threads);
int lowrank_blas_threads(void);
/// The kernels in use, such as "Haswell".
const char *lowrank_blas_kernel(void);
/// Version and build of BLAS.
const char *lowrank_blas_configuration(void);
/// libxsmm's instruction set, or NULL where it is missing.
const char *lowrank_small_product_target(void);
/// Whether the activations run on SLEEF.
int lowrank_has_vector_functions(void);

#endif
