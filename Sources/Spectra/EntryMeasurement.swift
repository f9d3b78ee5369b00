import CBLAS
public import Tensors

/// Sums over the entries of a matrix, block by block, in memory of its rows and columns.
struct EntryMeasurement {
  private let plan: BlockPlan
  /// A power of two that entries are divided by before they are squared.
  private let scale: Double
  private let level: lowrank_level
  private var rowSquares: [Double]
  private var columnSquares: [Double]
  private var totals = lowrank_entries()
  private var firstNonFinite: Int?

  init(_ plan: BlockPlan, scale: Double = 1, level: lowrank_level) {
    (self.plan, self.scale, self.level) = (plan, scale, level)
    rowSquares = Array(repeating: 0, count: plan.rows)
    columnSquares = Array(repeating: 0, count: plan.columns)
  }

  /// Adds a block at its place along the longer side.
  mutating func add(_ block: UnsafeMutableBufferPointer<Double>, at place: Range<Int>) {
    let (rows, columns) =
      plan.isWide ? (plan.rows, place.count) : (place.count, plan.columns)
    let (row, column) = plan.isWide ? (0, place.lowerBound) : (place.lowerBound, 0)
    rowSquares.withUnsafeMutableBufferPointer { rowSquares in
      columnSquares.withUnsafeMutableBufferPointer { columnSquares in
        guard let block = block.baseAddress, let rowSquares = rowSquares.baseAddress,
          let columnSquares = columnSquares.baseAddress
        else { return }
        lowrank_measure_entries(
          level, block, rows, columns, 1 / scale, rowSquares + row,
          columnSquares + column, &totals)
      }
    }
    if totals.has_first != 0 {
      let place = (row + totals.first_row) * plan.columns + column + totals.first_column
      firstNonFinite = min(firstNonFinite ?? place, place)
    }
  }

  /// Whether every entry so far is finite, and its square in range after division by `scale`.
  func isUseful(scale: Double) -> Bool {
    firstNonFinite == nil && totals.largest / scale <= EntryStatistics.safeRange.upperBound
  }

  var statistics: EntryStatistics {
    var result = EntryStatistics()
    result.count = plan.rows * plan.columns
    result.zeros = Int(totals.zeros)
    result.notNumbers = Int(totals.not_numbers)
    result.infinities = Int(totals.infinities)
    result.firstNonFinite = firstNonFinite
    result.largest = totals.largest
    let finite = result.count - result.notNumbers - result.infinities
    result.meanMagnitude = finite == 0 ? 0 : scale * (totals.magnitudes / Double(finite))
    result.frobeniusNorm = scale * rowSquares.reduce(0, +).squareRoot()
    result.largestRowNorm = scale * (rowSquares.max() ?? 0).squareRoot()
    result.largestColumnNorm = scale * (columnSquares.max() ?? 0).squareRoot()
    let hasBits = { (low: Int) in totals.bits & (1 << low - 1) == 0 }
    result.fitsBFloat16 =
      hasBits(45) && totals.not_bfloat16 == 0 && result.largest <= 0x1.fep127 && result.isFinite
    result.fitsFloat16 =
      hasBits(42) && totals.not_float16 == 0 && result.largest <= 65504 && result.isFinite
    return result
  }
}

extension EntryStatistics {
  /// Where squares of the largest entry, squares of sums of these, and all that matters beside them
  /// keep within the range of numbers.
  static let safeRange = 0x1p-90...0x1p90

  /// A power of two with a reciprocal to divide by so that squares keep within range; mostly 1.
  var squaringScale: Double {
    largest == 0 || Self.safeRange.contains(largest)
      ? 1 : max(largest.binade, .leastNormalMagnitude)
  }

  /// Measures the entries of a matrix, `(m, n)`, that is read block by block.
  ///
  /// - Throws: What prevented reading.
  /// - Complexity: O(m n), in memory of 1 MiB and `8 (m + n)` bytes.
  public init(of blocks: some MatrixBlocks) throws {
    let plan = BlockPlan(rows: blocks.rows, columns: blocks.columns, bytes: 1 << 20)
    var measurement = EntryMeasurement(plan, level: LOWRANK_LEVEL_BEST)
    try plan.forEach(of: blocks) { block, place in measurement.add(block, at: place) }
    self = measurement.statistics
    guard squaringScale != 1 else { return }
    var scaled = EntryMeasurement(plan, scale: squaringScale, level: LOWRANK_LEVEL_BEST)
    try plan.forEach(of: blocks) { block, place in scaled.add(block, at: place) }
    self = scaled.statistics
  }
}
