#include "Activations.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define KERNELS "Activations.inc.h"
#include "EachInstructionSet.inc.h"

#define ENTRIES(scalar, type)                                                                \
  void lowrank_activate_##type(lowrank_level level, lowrank_activation activation,           \
                               scalar parameter, const scalar *z, scalar *y, size_t count)   \
  DISPATCH(activate, type, activation, parameter, z, y, count)                               \
  void lowrank_differentiate_##type(lowrank_level level, lowrank_activation activation,      \
                                    scalar parameter, const scalar *x, scalar *g,            \
                                    size_t count)                                            \
  DISPATCH(differentiate, type, activation, parameter, x, g, count)

ENTRIES(double, f64)
ENTRIES(float, f32)
