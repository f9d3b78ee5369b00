import Checkpoints
import Spectra

/// A row of an audit that is still to be computed.
public struct PlannedMatrix: Sendable {
  /// Which matrix this is.
  public let identity: AuditRow.Identity
  /// The position of its tensor in ``Checkpoint/tensors``; of the left factor for a product.
  public let tensor: Int
  /// What the tensor is for.
  public let role: AuditRow.Role
  /// The first whole number among the components of the name.
  public let depthIndex: Int?
  /// The number of rows `m`; of outputs for views of a convolution.
  public let rows: Int
  /// The number of columns `n`; of inputs for `conv.slices` and `conv.operator`.
  public let columns: Int
  /// Findings that are known before anything is read, such as `unscaledQuantised`.
  public let notes: [String]
  /// The estimated work, in units of `m n min(m, n)`, null replicates included.
  public let work: Double
  /// The bytes that its analysis takes at most without the null replicates.
  public let memory: Int
  /// The bytes that a null replicate takes beside.
  public let nullMemory: Int

  let content: MatrixContent
  /// The position of the tensor that the row stands behind in the order of the files.
  let place: Int
  /// What permuted entries are kept as.
  let nullPrecision: PermutationNull.Precision

  init(
    _ view: MatrixView, name: String, tensor: Int, place: Int, type: ElementType?,
    isConvolution: Bool, options: AuditOptions
  ) {
    identity = AuditRow.Identity(name: name, view: view.name, part: view.part)
    self.tensor = tensor
    role = TensorRole.role(of: name, isConvolution: isConvolution)
    depthIndex = TensorRole.depthIndex(of: name)
    notes = view.notes
    content = view.content
    self.place = place
    nullPrecision = PermutationNull.Precision(
      for: type ?? .float64, isScaled: view.content.layouts.contains { $0.scale != nil })
    let cost = MatrixCost(of: view.content)
    (rows, columns) = (cost.rows, cost.columns)
    memory = cost.memory
    let hasNull = cost.hasNull && options.nullReplicates > 0
    // A matrix that is small against the pieces in which entries are read takes less.
    let count = rows * columns
    nullMemory =
      hasNull && count > MatrixCost.countable
      ? MatrixCost.beyond
      : hasNull
        ? min(
          PermutationNull.memory(rows: rows, columns: columns, precision: nullPrecision),
          (nullPrecision.bytes + 16) * count + 1 << 12) : 0
    work = cost.work * Double(1 + (hasNull ? options.nullReplicates : 0))
  }

  /// Whether the matrix has no elements.
  var isEmpty: Bool { rows == 0 || columns == 0 }
  /// Whether this is the product of two tensors, and so no row of either.
  var isProduct: Bool { if case .product = content { true } else { false } }
  /// Whether the largest singular values can be sought alone.
  var canBeTopOnly: Bool {
    switch content {
    case .matrix, .pooled: true
    case .convolution, .product: false
    }
  }
  /// Whether permuting the entries means something here.
  var hasNull: Bool { nullMemory > 0 }
}

/// What the analysis of a matrix costs, from its shape alone.
struct MatrixCost {
  let rows: Int
  let columns: Int
  let work: Double
  let memory: Int
  /// Whether permuting the entries means something.
  let hasNull: Bool

  init(of content: MatrixContent) {
    let (m, n, count) = content.dimensions
    (rows, columns) = (m, n)
    let unit = Double(m) * Double(n) * Double(min(m, n))
    switch content {
    case .matrix, .pooled:
      work = Double(count) * unit
      memory = Self.spectrum(m, n) + Self.bytes(count > 1 ? 8 * Double(count * min(m, n)) : 0)
      hasNull = true
    case .convolution(let layout, _, _):
      // Half of the frequencies, complex products at four times the price.
      work = 2 * Double(count) * unit
      memory = Self.bytes(
        24 * Double(layout.rowCount) * Double(layout.columnCount)
          + 16 * Double(count) * Double(min(m, n)) + 64 * Double(m) * Double(n))
      hasNull = false
    case .product(let pair):
      work = Double(m + n) * Double(pair.rank) * Double(pair.rank)
      memory = Self.bytes(40 * (Double(m) + Double(n)) * Double(pair.rank))
      hasNull = false
    }
  }

  /// The most entries whose bytes are reckoned in whole numbers.
  static let countable = 1 << 55
  /// The bytes of more: no machine has them, and two of them can be added.
  static let beyond = 1 << 60

  private static func bytes(_ count: Double) -> Int { Int(min(count, Double(beyond))) }

  /// The bound of the engine, or what a matrix takes that is small against the engine's blocks.
  private static func spectrum(_ m: Int, _ n: Int) -> Int {
    guard m == 0 || n <= countable / m else { return beyond }
    let q = min(m, n)
    let small = 24 * m * n + 8 * q * q + 16 * (m + n) + 1 << 16
    return min(StreamedSpectrum.memory(rows: m, columns: n), small)
  }
}
