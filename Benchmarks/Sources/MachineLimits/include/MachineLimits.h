#ifndef MACHINE_LIMITS_H
#define MACHINE_LIMITS_H

#include <stddef.h>

/// Floating-point operations of `rounds` rounds of independent multiply-adds in registers, all that
/// the widest vectors of this processor can do; the caller takes the time.
double limits_multiply_add_f32(long rounds);
double limits_multiply_add_f64(long rounds);

/// Copies memory; behind a call so that no copy can be left out.
void limits_copy(void *target, const void *source, size_t bytes);

#endif
