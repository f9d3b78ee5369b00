#ifndef LOWRANK_BLAS_BOUNDARY_H
#define LOWRANK_BLAS_BOUNDARY_H
#include <stdint.h>
#endif
