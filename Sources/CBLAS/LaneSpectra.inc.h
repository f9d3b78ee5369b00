// Included once per instruction set by LaneSpectra.c, which defines SUFFIX.

#define ID(name) NAMED(name, SUFFIX)

#include "LanePacking.inc.h"
#include "LaneTridiagonal.inc.h"
#include "LaneBidiagonal.inc.h"
#include "LaneEigenvalues.inc.h"
#include "LaneDrivers.inc.h"
#include "VectorLog.inc.h"
#include "CosineGram.inc.h"
#include "LaneCosine.inc.h"

#undef ID
