#include "BLASBoundary.h"

#include <stdlib.h>

#include "LayerKernels.h"

#if defined(__APPLE__)
#include <Accelerate/Accelerate.h>
#else
#include <cblas.h>
#include <lapacke.h>
#endif

#if defined(LOWRANK_HAS_XSMM)
#include <libxsmm.h>
#endif

// MARK: Products

static CBLAS_TRANSPOSE transposition(int transpose) {
  return transpose ? CblasTrans : CblasNoTrans;
}

void lowrank_dgemm(int transpose_a, int transpose_b, int m, int n, int k, const double *a,
                   const double *b, double *c) {
  cblas_dgemm(CblasRowMajor, transposition(transpose_a), transposition(transpose_b), m, n, k, 1, a,
              transpose_a ? m : k, b, transpose_b ? k : n, 0, c, n);
}

void lowrank_sgemm(int transpose_a, int transpose_b, int m, int n, int k, const float *a,
                   const float *b, float *c) {
  cblas_sgemm(CblasRowMajor, transposition(transpose_a), transposition(transpose_b), m, n, k, 1, a,
              transpose_a ? m : k, b, transpose_b ? k : n, 0, c, n);
}

void lowrank_dsyrk(int m, int n, const double *a, double *c) {
  cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, n, m, 1, a, n, 0, c, n);
}

void lowrank_ssyrk(int m, int n, const float *a, float *c) {
  cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, n, m, 1, a, n, 0, c, n);
}

#if defined(LOWRANK_HAS_XSMM)
// Row-major C (m,n) = A B is column-major C^T (n,m) = B^T A^T: libxsmm's first operand is B as it
// lies, (n,k); its second is A as it lies, (k,m), or its transpose where A is stored as (k,m).
lowrank_dkernel lowrank_small_dgemm(lowrank_small_shape s) {
  const double alpha = 1, beta = s.accumulate ? 1 : 0;
  const int flags = s.transpose_a ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
  return (lowrank_dkernel)libxsmm_dmmdispatch(s.n, s.m, s.k, &s.b_stride, &s.a_stride, &s.c_stride,
                                              &alpha, &beta, &flags, NULL);
}

lowrank_skernel lowrank_small_sgemm(lowrank_small_shape s) {
  const float alpha = 1, beta = s.accumulate ? 1 : 0;
  const int flags = s.transpose_a ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
  return (lowrank_skernel)libxsmm_smmdispatch(s.n, s.m, s.k, &s.b_stride, &s.a_stride, &s.c_stride,
                                              &alpha, &beta, &flags, NULL);
}

void lowrank_dkernel_call(lowrank_dkernel kernel, const double *a, const double *b, double *c) {
  ((libxsmm_dmmfunction)kernel)(b, a, c);
}

void lowrank_skernel_call(lowrank_skernel kernel, const float *a, const float *b, float *c) {
  ((libxsmm_smmfunction)kernel)(b, a, c);
}

const char *lowrank_small_product_target(void) {
  libxsmm_init();
  return libxsmm_get_target_arch();
}
#else
lowrank_dkernel lowrank_small_dgemm(lowrank_small_shape s) { return NULL; }
lowrank_skernel lowrank_small_sgemm(lowrank_small_shape s) { return NULL; }
void lowrank_dkernel_call(lowrank_dkernel kernel, const double *a, const double *b, double *c) {}
void lowrank_skernel_call(lowrank_skernel kernel, const float *a, const float *b, float *c) {}
const char *lowrank_small_product_target(void) { return NULL; }
#endif

// Small transposes live on the stack: an allocation costs as much as the transpose. Both are aligned,
// so that no vector of them straddles a cache line.
enum { STACK_BYTES = 16384 };
#define CALL_FLIPPED(scalar, letter, type)                                                       \
  void lowrank_##letter##kernel_call_flipped(lowrank_##letter##kernel kernel, int n, int k,      \
                                             const scalar *a, const scalar *b, scalar *c) {      \
    const size_t bytes = ((size_t)n * (size_t)k * sizeof(scalar) + 63) & ~(size_t)63;            \
    _Alignas(64) scalar stack[STACK_BYTES / sizeof(scalar)];                                     \
    scalar *flipped = bytes <= STACK_BYTES ? stack : aligned_alloc(64, bytes);                   \
    if (!flipped) abort();                                                                       \
    lowrank_transpose_##type(LOWRANK_LEVEL_BEST, b, (size_t)k, (size_t)n, (size_t)k, flipped); \
    lowrank_##letter##kernel_call(kernel, a, flipped, c);                                        \
    if (flipped != stack) free(flipped);                                                         \
  }
CALL_FLIPPED(double, d, f64)
CALL_FLIPPED(float, s, f32)

// MARK: LAPACK

#if defined(__APPLE__)
int lowrank_dgesdd(char job, int m, int n, double *a, double *s, double *u, int ldu, double *vt,
                   int ldvt, double *work, int lwork, int *iwork) {
  int info = 0;
  dgesdd_(&job, &m, &n, a, &m, s, u, &ldu, vt, &ldvt, work, &lwork, iwork, &info);
  return info;
}

int lowrank_dgesvd(int m, int n, double *a, double *s, double *work, int lwork) {
  int info = 0, one = 1;
  char job = 'N';
  dgesvd_(&job, &job, &m, &n, a, &m, s, NULL, &one, NULL, &one, work, &lwork, &info);
  return info;
}

int lowrank_zgesdd(int m, int n, double *a, double *s, double *work, int lwork, double *rwork,
                   int *iwork) {
  int info = 0, one = 1;
  char job = 'N';
  zgesdd_(&job, &m, &n, (void *)a, &m, s, NULL, &one, NULL, &one, (void *)work, &lwork, rwork,
          iwork, &info);
  return info;
}

int lowrank_dtplqt(int m, int n, int block, double *a, double *b, double *reflectors,
                   double *work) {
  int info = 0, none = 0;
  dtplqt_(&m, &n, &none, &block, a, &m, b, &m, reflectors, &block, work, &info);
  return info;
}

int lowrank_dsyevd(char job, int n, double *a, double *w, double *work, int lwork, int *iwork,
                   int liwork) {
  int info = 0;
  char uplo = 'U';
  dsyevd_(&job, &uplo, &n, a, &n, w, work, &lwork, iwork, &liwork, &info);
  return info;
}

int lowrank_dsyevd_2stage(int n, double *a, double *w, double *work, int lwork, int *iwork,
                          int liwork) {
  return lowrank_dsyevd('N', n, a, w, work, lwork, iwork, liwork);
}

int lowrank_dgeqrt(int m, int n, double *a, double *t) {
  int info = 0;
  dgeqrt3_(&m, &n, a, &m, t, &n, &info);
  return info;
}

int lowrank_dgeqrf(int m, int n, double *a, double *tau, double *work, int lwork) {
  int info = 0;
  dgeqrf_(&m, &n, a, &m, tau, work, &lwork, &info);
  return info;
}

int lowrank_dorgqr(int m, int n, int k, double *a, const double *tau, double *work, int lwork) {
  int info = 0;
  dorgqr_(&m, &n, &k, a, &m, (double *)tau, work, &lwork, &info);
  return info;
}

void lowrank_set_blas_threads(int threads) {}
int lowrank_blas_threads(void) { return 1; }
const char *lowrank_blas_kernel(void) { return "Accelerate"; }
const char *lowrank_blas_configuration(void) { return "Accelerate"; }
#else
static int at_least_one(int n) { return n > 1 ? n : 1; }

int lowrank_dgesdd(char job, int m, int n, double *a, double *s, double *u, int ldu, double *vt,
                   int ldvt, double *work, int lwork, int *iwork) {
  return LAPACKE_dgesdd_work(LAPACK_COL_MAJOR, job, m, n, a, at_least_one(m), s, u, ldu, vt, ldvt,
                             work, lwork, iwork);
}

int lowrank_dgesvd(int m, int n, double *a, double *s, double *work, int lwork) {
  return LAPACKE_dgesvd_work(LAPACK_COL_MAJOR, 'N', 'N', m, n, a, at_least_one(m), s, NULL, 1, NULL,
                             1, work, lwork);
}

int lowrank_zgesdd(int m, int n, double *a, double *s, double *work, int lwork, double *rwork,
                   int *iwork) {
  return LAPACKE_zgesdd_work(LAPACK_COL_MAJOR, 'N', m, n, (void *)a, at_least_one(m), s, NULL, 1,
                             NULL, 1, (void *)work, lwork, rwork, iwork);
}

int lowrank_dtplqt(int m, int n, int block, double *a, double *b, double *reflectors,
                   double *work) {
  int info = 0, none = 0;
  LAPACK_dtplqt(&m, &n, &none, &block, a, &m, b, &m, reflectors, &block, work, &info);
  return info;
}

int lowrank_dsyevd(char job, int n, double *a, double *w, double *work, int lwork, int *iwork,
                   int liwork) {
  return LAPACKE_dsyevd_work(LAPACK_COL_MAJOR, job, 'U', n, a, at_least_one(n), w, work, lwork,
                             iwork, liwork);
}

int lowrank_dsyevd_2stage(int n, double *a, double *w, double *work, int lwork, int *iwork,
                          int liwork) {
  return LAPACKE_dsyevd_2stage_work(LAPACK_COL_MAJOR, 'N', 'L', n, a, at_least_one(n), w, work,
                                    lwork, iwork, liwork);
}

int lowrank_dgeqrt(int m, int n, double *a, double *t) {
  int info = 0;
  LAPACK_dgeqrt3(&m, &n, a, &m, t, &n, &info);
  return info;
}

int lowrank_dgeqrf(int m, int n, double *a, double *tau, double *work, int lwork) {
  return LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, m, n, a, at_least_one(m), tau, work, lwork);
}

int lowrank_dorgqr(int m, int n, int k, double *a, const double *tau, double *work, int lwork) {
  return LAPACKE_dorgqr_work(LAPACK_COL_MAJOR, m, n, k, a, at_least_one(m), tau, work, lwork);
}

void lowrank_set_blas_threads(int threads) { openblas_set_num_threads(threads); }
int lowrank_blas_threads(void) { return openblas_get_num_threads(); }
const char *lowrank_blas_kernel(void) { return openblas_get_corename(); }
const char *lowrank_blas_configuration(void) { return openblas_get_config(); }

/// Before any call: side-by-side trials must not each start threads of their own.
__attribute__((constructor)) static void one_thread(void) { openblas_set_num_threads(1); }
#endif

int lowrank_has_vector_functions(void) {
#if defined(LOWRANK_HAS_SLEEF)
  return 1;
#else
  return 0;
#endif
}
