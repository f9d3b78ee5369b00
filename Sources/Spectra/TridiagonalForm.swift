import CBLAS

/// The tridiagonal form of a Gram matrix, which has its eigenvalues.
package struct TridiagonalForm {
  private let size: Int
  private let level: lowrank_level
  private var diagonal: [Double]
  private var beside: [Double]

  init(size: Int, level: lowrank_level) {
    (self.size, self.level) = (size, level)
    diagonal = Array(repeating: 0, count: size)
    beside = diagonal
  }

  /// From here to 1536 two stages are about as fast as one, at 2048 a third faster; measured.
  private static let twoStageMinimum = 1280

  /// How many stages the reduction has.
  package enum Stages: Sendable { case automatic, one, two }

  /// Reduces a matrix of `rows` rows as `lowrank_gram_add` makes it, and destroys it.
  mutating func reduce(
    _ gram: UnsafeMutablePointer<Double>, size rows: Int, stages: Stages
  ) -> SpectrumDriver {
    let wantsTwo = stages == .two || stages == .automatic && size >= Self.twoStageMinimum
    if wantsTwo, reduceInTwoStages(gram, rows) { return .gramTwoStage }
    let (size, level) = (size, level)
    withAlignedDoubles(lowrank_tridiagonal_work(level, size)) { work in
      guard let work = work.baseAddress else { return }
      lowrank_tridiagonalise(level, gram, size, &diagonal, &beside, work)
    }
    return .gram
  }

  private mutating func reduceInTwoStages(
    _ gram: UnsafeMutablePointer<Double>, _ rows: Int
  ) -> Bool {
    let (size, level) = (size, level)
    let isReduced = withAlignedDoubles(lowrank_band_work(rows)) { work in
      guard let work = work.baseAddress else { return false }
      return lowrank_reduce_to_band(gram, size, rows, work) != 0
    }
    guard isReduced else { return false }
    withAlignedDoubles(lowrank_band_size(size)) { band in
      guard let band = band.baseAddress else { return }
      lowrank_copy_band(gram, size, rows, band)
      lowrank_chase_band(level, band, size, &diagonal, &beside)
    }
    return true
  }

  /// The sweeps that LAPACK's routines grant each row; about two are taken.
  package static let sweepsPerRow = 30

  /// The eigenvalues, in any order.
  func eigenvalues(sweepsPerRow: Int) throws(DecompositionError) -> [Double] {
    var (diagonal, beside) = (diagonal, beside)
    let missing = lowrank_tridiagonal_eigenvalues(
      level, &diagonal, &beside, size, sweepsPerRow * size)
    guard missing == 0 else {
      throw DecompositionError(.noConvergence(routine: "the QL iteration", missing: missing))
    }
    return diagonal
  }
}
