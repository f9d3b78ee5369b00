import CBLAS
public import Tensors

/// The entries and the singular values of a matrix of shape `(m, n)` that is read block by block.
///
/// Memory stays below `8 q² + 64 MiB + 16 (m + n)` bytes, `q = min(m, n)`, beside what the reading
/// itself takes. Entries that are not finite are counted, and no decomposition is attempted then.
///
/// - Source: specification of the audit, section 5.
public struct StreamedSpectrum: Sendable {
  /// Norms and counts of the entries.
  public let entries: EntryStatistics
  /// Descending, at least 0: all `q`, the largest where ``isComplete`` is false, none where an entry
  /// is not finite.
  public let singularValues: [Double]
  /// Whether all `q` values are there.
  public let isComplete: Bool
  /// What found the values; nil where an entry is not finite.
  public let driver: SpectrumDriver?
  /// The number of values below `1e-7 σ₁` that the Gram matrix gave, and which are therefore
  /// rounding noise; 0 on other routes.
  public let valuesBelowFloor: Int
  /// `max ‖A v − σ u‖ / σ₁` where the values come from subspace iteration.
  public let residual: Double?

  /// The share of `σ₁` below which a value from the Gram matrix is rounding noise.
  public static let gramFloor = 1e-7
  /// The share of `σ₁` from which on the error of such a value is below `1e-6` of it.
  public static let preciseFloor = 1e-4
  /// The error of an eigenvalue of the Gram matrix, as a share of the largest, at most.
  private static let gramError = 40 * 0x1p-52
  /// How many values are found where all of them would take too much memory.
  public static let subspaceCount = 64

  /// The bytes that the whole spectrum of a matrix of `rows` by `columns` takes at most; `2⁶⁰` for
  /// what no machine holds.
  public static func memory(rows: Int, columns: Int) -> Int {
    let q = min(rows, columns)
    guard q < 1 << 28, max(rows, columns) < 1 << 55 else { return 1 << 60 }
    return 8 * q * q + 64 << 20 + 16 * (rows + columns)
  }

  /// Reads a matrix and finds its singular values.
  ///
  /// - Parameters:
  ///   - blocks: The matrix, `(m, n)`; read once, on the Gram route. Other routes read it again.
  ///   - route: `automatic` is the Gram matrix, then the matrix itself if `isSensitive` says so.
  ///   - memory: Bytes; where ``memory(rows:columns:)`` is more, the largest values only are found.
  ///   - known: What the entries are like, so that they are not measured again: those of the same
  ///     matrix or of a permutation of it.
  ///   - isSensitive: Whether what is wanted of the values needs better ones. Asked only on the
  ///     automatic route and only if `σ_q < 1e-4 σ₁`. It gets the entries, and bounds of the values:
  ///     those below `1e-7 σ₁` replaced by 0 and by `1e-7 σ₁`, those from there to `1e-4 σ₁` by
  ///     `√max(0, λ ∓ 40 · 2⁻⁵² λ₁)`; if what is wanted differs by more than `1e-6` relative, say so.
  /// - Throws: What prevented reading, or ``DecompositionError`` with code `noConvergence`.
  /// - Complexity: O(m n q).
  public init(
    of blocks: some MatrixBlocks, route: SpectrumRoute = .automatic, memory: Int = .max,
    knowing known: EntryStatistics? = nil,
    isSensitive: (
      _ entries: EntryStatistics, _ lower: [Double], _ upper: [Double]
    ) throws -> Bool = { _, _, _ in false }
  ) throws {
    let (m, n) = (blocks.rows, blocks.columns)
    guard Self.memory(rows: m, columns: n) <= memory else {
      let entries = try known ?? EntryStatistics(of: blocks)
      let found =
        entries.isFinite
        ? try LeadingSingularVectors(
          of: blocks, count: Self.subspaceCount, memory: 0, scale: entries.squaringScale) : nil
      self.init(
        entries, found?.values ?? [], found == nil ? nil : .subspace,
        isComplete: (found?.values.count ?? 0) == min(m, n), residual: found?.residual)
      return
    }
    if route == .direct {
      let entries = try known ?? EntryStatistics(of: blocks)
      guard entries.isFinite else {
        self.init(entries, [], nil, isComplete: false)
        return
      }
      let (values, driver) = try directValues(of: blocks, scale: entries.squaringScale)
      self.init(entries, values, driver)
      return
    }
    var gram = GramAccumulator(rows: m, columns: n, level: LOWRANK_LEVEL_AVX512)
    let entries = try gram.read(blocks, knowing: known)
    guard entries.isFinite else {
      self.init(entries, [], nil, isComplete: false)
      return
    }
    let (values, driver) = try gram.singularValues()
    let largest = values.first ?? 0
    let floor = Self.gramFloor * largest
    let below = values.count { $0 < floor }
    if route == .automatic, let smallest = values.last, smallest < Self.preciseFloor * largest {
      let (lower, upper) = Self.bounds(of: values)
      if try isSensitive(entries, lower, upper) {
        let (values, driver) = try directValues(of: blocks, scale: entries.squaringScale)
        self.init(entries, values, driver)
        return
      }
    }
    self.init(entries, values, driver, valuesBelowFloor: below)
  }

  /// What the singular values are at least and at most that a Gram matrix gave; the largest is
  /// positive.
  private static func bounds(of values: [Double]) -> (lower: [Double], upper: [Double]) {
    let largest = values[0]
    func bound(_ value: Double, _ error: Double) -> Double {
      let share = value / largest
      if share >= preciseFloor { return value }
      if value < gramFloor * largest { return error < 0 ? 0 : gramFloor * largest }
      return largest * max(0, share * share + error).squareRoot()
    }
    return (values.map { bound($0, -gramError) }, values.map { bound($0, gramError) })
  }

  private init(
    _ entries: EntryStatistics, _ values: [Double], _ driver: SpectrumDriver?,
    isComplete: Bool = true, valuesBelowFloor: Int = 0, residual: Double? = nil
  ) {
    self.entries = entries
    singularValues = values
    self.driver = driver
    self.isComplete = isComplete
    self.valuesBelowFloor = valuesBelowFloor
    self.residual = residual
  }
}
