#include "BLASBoundary.h"
