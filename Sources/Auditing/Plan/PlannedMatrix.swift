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
  /// The number of rows `m`; of the linear map for a convolution seen as one.
  public let rows: Int
  /// The number of columns `n`.
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

  init(
    _ view: MatrixView, name: String, tensor: Int, isConvolution: Bool, options: AuditOptions
  ) {
    identity = AuditRow.Identity(name: name, view: view.name, part: view.part)
    self.tensor = tensor
    role = TensorRole.role(of: name, isConvolution: isConvolution)
    depthIndex = TensorRole.depthIndex(of: name)
    notes = view.notes
    content = view.content
    let cost = MatrixCost(of: view.content)
    (rows, columns) = (cost.rows, cost.columns)
    memory = cost.memory
    nullMemory = options.nullReplicates > 0 ? cost.nullMemory : 0
    work = cost.work * Double(1 + (cost.nullMemory > 0 ? options.nullReplicates : 0))
  }

  /// Whether the matrix has no elements.
  var isEmpty: Bool { rows == 0 || columns == 0 }
  /// Whether this is the product of two tensors, and so no row of either.
  var isProduct: Bool { if case .product = content { true } else { false } }
  /// Whether permuting the entries means something here.
  var hasNull: Bool { nullMemory > 0 }
}

/// What the analysis of a matrix costs, from its shape alone.
struct MatrixCost {
  let rows: Int
  let columns: Int
  let work: Double
  let memory: Int
  let nullMemory: Int

  init(of content: MatrixContent) {
    let (m, n, count) = content.dimensions
    let unit = Double(m) * Double(n) * Double(min(m, n))
    switch content {
    case .matrix, .pooled:
      (rows, columns) = (m, n)
      work = Double(count) * unit
      memory = Self.spectrum(m, n) + (count > 1 ? 8 * count * min(m, n) : 0)
      nullMemory = 8 * m * n
    case .convolution(let layout, _, _):
      (rows, columns) = (m * count, n * count)
      // Half of the frequencies, complex products at four times the price.
      work = 2 * Double(count) * unit
      memory = 24 * layout.rowCount * layout.columnCount + 16 * count * min(m, n) + 64 * m * n
      nullMemory = 0
    case .product(let pair):
      (rows, columns) = (m, n)
      work = Double(m + n) * Double(pair.rank) * Double(pair.rank)
      memory = 40 * (m + n) * pair.rank
      nullMemory = 0
    }
  }

  /// The bound of the engine, or what a matrix takes that is small against the engine's blocks.
  private static func spectrum(_ m: Int, _ n: Int) -> Int {
    let q = min(m, n)
    let small = 24 * m * n + 8 * q * q + 16 * (m + n) + 1 << 16
    return min(StreamedSpectrum.memory(rows: m, columns: n), small)
  }
}
