// Included once per instruction set by GramKernels.c.
#include "EntryKernels.inc.h"
#include "Tridiagonal.inc.h"
#include "TridiagonalValues.inc.h"
#include "BandChase.inc.h"
