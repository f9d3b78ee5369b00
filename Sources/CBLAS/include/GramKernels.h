#ifndef LOWRANK_GRAM_KERNELS_H
#define LOWRANK_GRAM_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "InstructionSets.h"

// What a pass over the entries of a matrix, block by block, finds out: counts, norms, Gram matrix.

/// Counts and sums over blocks; starts as zeros.
typedef struct {
  uint64_t zeros, not_numbers, infinities;
  uint64_t bits;            // the union of the bit patterns of all finite entries
  int not_float16;          // whether a finite entry is no multiple of 2^-24
  int not_bfloat16;         // whether a finite entry of at most 8 bits is no multiple of 2^-133
  double largest;           // max |a| over finite entries
  double magnitudes;        // Σ |scale·a| over finite entries
  // Of the last block that had one, if any: the first entry, row-major, that is not finite.
  int has_first;
  size_t first_row, first_column;
} lowrank_entries;

/// Adds a dense row-major block. (scale·a)² of finite entries is added to the sums of its rows and
/// columns.
void lowrank_measure_entries(lowrank_level, const double *block, size_t rows, size_t columns,
                             double scale, double *row_squares, double *column_squares,
                             lowrank_entries *entries);

// The Gram matrix of n columns, accumulated over blocks of rows of any length. It is square with
// `lowrank_gram_size(level, n)` rows, which is n or a little more; the upper triangle counts.
size_t lowrank_gram_size(lowrank_level, size_t n);

/// Copies a block of `lines` rows into the order in which the kernel reads it; `packed` has room for
/// lines·lowrank_gram_size(level, n). A transposed block is stored as (n, lines). Multiplies by
/// `scale`.
void lowrank_gram_pack(lowrank_level, const double *block, size_t lines, size_t n, int transposed,
                       double scale, double *packed);

/// c += packedᵀ packed. All memory is aligned to 64 bytes.
void lowrank_gram_add(lowrank_level, const double *packed, size_t lines, size_t n, double *c);

/// Doubles of `work` for the reduction.
size_t lowrank_tridiagonal_work(lowrank_level, size_t n);

/// Reduces the symmetric matrix that `lowrank_gram_add` made to tridiagonal form and destroys it:
/// n elements of the diagonal, n - 1 beside it. Its norm is between 1e-60 and 1e60, or 0.
void lowrank_tridiagonalise(lowrank_level, double *c, size_t n, double *diagonal, double *beside,
                            double *work);

/// Overwrites the diagonal of a symmetric tridiagonal matrix by its eigenvalues, unordered; absolute
/// error a small multiple of eps times the largest. `beside` has room for n numbers and is destroyed.
/// Returns how many values were not found in that many sweeps, of which a value takes about two.
size_t lowrank_tridiagonal_eigenvalues(lowrank_level, double *diagonal, double *beside, size_t n,
                                       size_t sweeps);

// The same in two stages, which gains where the matrix exceeds the caches.

/// The width of the band between the stages.
enum { LOWRANK_BAND = 32 };

/// Doubles of `work` for the first stage.
size_t lowrank_band_work(size_t size);

/// Reduces the matrix that `lowrank_gram_add` made, `size` its rows, to a band of LOWRANK_BAND
/// elements on each side of the diagonal. Returns 0 where libxsmm is missing, with nothing done.
int lowrank_reduce_to_band(double *c, size_t n, size_t size, double *work);

/// Copies the band out of the matrix; `band` has room for lowrank_band_size(n) doubles.
size_t lowrank_band_size(size_t n);
void lowrank_copy_band(const double *c, size_t n, size_t size, double *band);

/// The second stage, from the band to tridiagonal form.
void lowrank_chase_band(lowrank_level, double *band, size_t n, double *diagonal, double *beside);

#endif
