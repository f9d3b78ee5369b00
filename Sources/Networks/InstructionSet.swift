package import CBLAS

/// Which compilation of the vector loops runs, at most: the best one below that the machine has.
package enum InstructionSet: UInt32, CaseIterable, Sendable {
  /// What every processor of the architecture has.
  case baseline
  /// AVX2 and FMA.
  case avx2
  /// AVX-512 F, DQ, VL and BW.
  case avx512

  /// Its name in C.
  package var level: lowrank_level { lowrank_level(rawValue) }
}
