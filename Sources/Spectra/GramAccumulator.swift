import CBLAS
package import Tensors

// G = A^T A or A A^T, the smaller one, in one pass over the matrix; its eigenvalues w give the
// singular values sqrt(w).
//
// |w_i - computed| <= c eps w_1 with c of 2 to 40 (measured, 400 to 2048 rows), so the relative error
// of s_i is c eps / 2 (s_1 / s_i)^2: about 1e-15 near s_1, 1e-5 at 1e-5 s_1 at worst, and 1 below
// 1e-8 s_1. Graded spectra are a hundred times better.
//
// Measured, milliseconds of CPU time on one core with AVX-512, the least of interleaved rounds, own
// kernels beside OpenBLAS 0.3.21 and LAPACK; the eigenvalues are those of Wishart matrices:
//
//      q   product, 1000 rows    to tridiagonal form                      its eigenvalues
//          own    dsyrk          own   in two stages  dsytrd  in two      own    dsterf
//    128   0.29     0.44         0.13       -           0.20     -        0.12     0.21
//    384   1.9      3.4          1.5        -           2.7      -        0.98     1.8
//    768   8.6     13            12         16          20      29        3.7      6.8
//   1024   15      22            31         32          47      61        6.6     12
//   1280   24      34            61         60           -       -          -       -
//   1536   33      49           104        104         151     183        15      27
//   2048   64      91           332        234         572     465        26      47
//   4096  339     431             -       1728           -       -       102     183

/// The smaller Gram matrix of a matrix that is read block by block.
struct GramAccumulator: ~Copyable {
  private let plan: BlockPlan
  private let level: lowrank_level
  /// The number of rows of the memory, a little more than those of the matrix.
  private let size: Int
  /// `(size, size)`, upper triangle.
  private let gram: AlignedDoubles
  private var scale = 1.0

  init(rows: Int, columns: Int, level: lowrank_level) {
    self.level = level
    plan = BlockPlan(
      rows: rows, columns: columns, bytes: Self.blockBytes(shortSide: min(rows, columns)))
    size = lowrank_gram_size(level, plan.shortSide)
    gram = AlignedDoubles(count: size * size)
  }

  /// Blocks that are in the caches still when their product is formed, and for large matrices high
  /// enough that reading and writing the Gram matrix costs little beside it.
  private static func blockBytes(shortSide q: Int) -> Int {
    min(28 << 20, max(512 << 10, 8 * q * min(1024, q / 2)))
  }

  /// Reads the matrix once, or twice where squares of its entries would leave the range of numbers.
  ///
  /// `known` is what the entries are like, if they need not be measured.
  mutating func read(
    _ blocks: some MatrixBlocks, knowing known: EntryStatistics?
  ) throws -> EntryStatistics {
    if let known {
      guard known.isFinite else { return known }
      scale = known.squaringScale
      try product(of: blocks) { _, _ in true }
      return known
    }
    let entries = try measuredProduct(of: blocks)
    guard entries.squaringScale != 1 else { return entries }
    scale = entries.squaringScale
    return try measuredProduct(of: blocks)
  }

  private func measuredProduct(of blocks: some MatrixBlocks) throws -> EntryStatistics {
    var measurement = EntryMeasurement(plan, scale: scale, level: level)
    try product(of: blocks) { block, place in
      measurement.add(block, at: place)
      return measurement.isUseful(scale: scale)
    }
    return measurement.statistics
  }

  /// Sums the products of the blocks, as long as `isWanted`.
  private func product(
    of blocks: some MatrixBlocks,
    isWanted: (UnsafeMutableBufferPointer<Double>, Range<Int>) -> Bool
  ) throws {
    gram.elements.initialize(repeating: 0)
    try withAlignedDoubles(plan.length * size) { packed in
      try plan.forEach(of: blocks) { block, place in
        guard isWanted(block, place), let from = block.baseAddress,
          let packed = packed.baseAddress, let gram = gram.elements.baseAddress
        else { return }
        lowrank_gram_pack(
          level, from, place.count, plan.shortSide, plan.isWide ? 1 : 0, 1 / scale, packed)
        lowrank_gram_add(level, packed, place.count, plan.shortSide, gram)
      }
    }
  }

  /// The singular values, descending.
  consuming func singularValues(
    stages: TridiagonalForm.Stages = .automatic, sweepsPerRow: Int = TridiagonalForm.sweepsPerRow
  ) throws(DecompositionError) -> ([Double], SpectrumDriver) {
    guard let base = gram.elements.baseAddress, plan.shortSide > 0 else { return ([], .gram) }
    var form = TridiagonalForm(size: plan.shortSide, level: level)
    let driver: SpectrumDriver = form.reduce(base, size: size, stages: stages)
    var values = try form.eigenvalues(sweepsPerRow: sweepsPerRow)
    values.sort(by: >)
    return (values.map { scale * max($0, 0).squareRoot() }, driver)
  }
}

/// The singular values by the Gram matrix with one compilation of the kernels and a given reduction.
package func gramSpectrum(
  of blocks: some MatrixBlocks, stages: TridiagonalForm.Stages, using instructions: LaneInstructions
) throws -> (entries: EntryStatistics, values: [Double], driver: SpectrumDriver) {
  var gram = GramAccumulator(
    rows: blocks.rows, columns: blocks.columns, level: instructions.level)
  let entries = try gram.read(blocks, knowing: nil)
  let (values, driver) = try gram.singularValues(stages: stages)
  return (entries, values, driver)
}
