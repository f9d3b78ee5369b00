// The vector types of the lane kernels and what one does with them, for every instruction set.
// Included by LaneSpectra.c only.

typedef double f64x8 __attribute__((vector_size(64)));
typedef int64_t i64x8 __attribute__((vector_size(64)));
typedef uint64_t u64x8 __attribute__((vector_size(64)));

// The tridiagonal stage is a chain of divisions; twice as many lanes hide its latency.
enum { LANES = 8, WIDE = 16 };
typedef double f64x16 __attribute__((vector_size(128)));
typedef int64_t i64x16 __attribute__((vector_size(128)));

#define NAMED_(name, suffix) lowrank_##name##_##suffix
#define NAMED(name, suffix) NAMED_(name, suffix)
#define INLINE static inline __attribute__((always_inline))

/// mask ? a : b, masks are 0 or -1 in every lane.
#define SELECT8(mask, a, b) ((f64x8)(((mask) & (i64x8)(a)) | (~(mask) & (i64x8)(b))))
#define SELECT16(mask, a, b) ((f64x16)(((mask) & (i64x16)(a)) | (~(mask) & (i64x16)(b))))
