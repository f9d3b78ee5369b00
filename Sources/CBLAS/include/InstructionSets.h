#ifndef LOWRANK_INSTRUCTION_SETS_H
#define LOWRANK_INSTRUCTION_SETS_H

// The vector loops of this target are written once, for 64-byte vectors, and compiled once per
// instruction set. A caller passes the level; each entry point lowers it to what the machine has.
typedef enum {
  LOWRANK_LEVEL_BASELINE = 0,  // what every processor of the architecture has (SSE2, NEON)
  LOWRANK_LEVEL_AVX2 = 1,      // AVX2 and FMA
  LOWRANK_LEVEL_AVX512 = 2,    // AVX-512 F, DQ, VL, BW
  LOWRANK_LEVEL_BEST = LOWRANK_LEVEL_AVX512,  // whatever the machine has
} lowrank_level;

/// The highest level that this processor and operating system run. Cached after the first call.
lowrank_level lowrank_available_level(void);

#endif
