import Checkpoints

/// What is compared: two matrices of one identity and shape, or the elements of two tensors.
enum DiffPair: Sendable {
  case matrices(before: PlannedMatrix, after: PlannedMatrix)
  /// Positions of tensors that are no matrices.
  case elements(before: Int, after: Int)
}

/// A row of a comparison before anything is measured.
struct DiffTask: Sendable {
  var beginning: DiffRow
  /// What is to be measured; nil for rows that are finished.
  var pair: DiffPair?
  var means = MatrixAnalysis.Means()
  var work = 0.0
  var memory = 0
}

/// The rows of a comparison in the order of B's files, what only A has behind.
struct DiffTasks {
  private(set) var tasks: [DiffTask] = []
  /// Tensors of B with the bytes of A and other scales.
  private(set) var rescaled: Set<Int> = []
  private let before: DiffSide
  private let after: DiffSide
  private let memoryLimit: Int

  /// - Parameters:
  ///   - pairs: What became of the tensors.
  ///   - before: A, under the names of B.
  ///   - after: B.
  ///   - limit: The most matrices to be measured; nil for all.
  ///   - memory: The bytes beyond which only the largest singular values are sought.
  init(
    _ pairs: [TensorMatching.Pair], before: DiffSide, after: DiffSide, limit: Int?, memory: Int
  ) {
    (self.before, self.after, memoryLimit) = (before, after, memory)
    let products = Dictionary(grouping: after.products) { $0.place }
    for pair in pairs {
      append(pair)
      guard let index = pair.after else { continue }
      for product in products[index] ?? [] { append(product) }
    }
    leaveOut(beyond: limit ?? .max)
  }

  // MARK: Rows

  private mutating func append(_ pair: TensorMatching.Pair) {
    guard let old = pair.before, let new = pair.after else {
      if let new = pair.after { tasks.append(plain(pair.status, nil, new)) }
      if let old = pair.before { tasks.append(plain(pair.status, old, nil)) }
      return
    }
    var status = pair.status
    if status == .same || status == .renamed, scalesDiffer(old, new) {
      status = .changed
      rescaled.insert(new)
    }
    guard status == .changed || status == .retyped else {
      tasks.append(plain(status, old, new))
      return
    }
    let matrices = common(old, new)
    guard matrices.isEmpty else {
      for (a, b) in matrices { append(a, b, status: status) }
      return
    }
    var task = plain(status, old, new)
    if before.hasNumbers(old), after.hasNumbers(new) {
      task.pair = .elements(before: old, after: new)
      task.beginning.row.identity.view = DiffRow.elementsView
      task.work = Double(after.tensors[new].count)
      task.memory = 64 << 20
    } else {
      task.beginning.row.notes.append("bytes only")
    }
    tasks.append(task)
  }

  /// Matrices that both tensors are seen as, whatever their names.
  private func common(_ old: Int, _ new: Int) -> [(PlannedMatrix, PlannedMatrix)] {
    func view(_ matrix: PlannedMatrix) -> [String] { [matrix.identity.view, matrix.identity.part] }
    let known = Dictionary(
      before.matrices(of: old).map { (view($0), $0) }, uniquingKeysWith: { first, _ in first })
    return after.matrices(of: new).compactMap { b in
      known[view(b)].flatMap { a in a.hasShape(of: b) ? (a, b) : nil }
    }
  }

  /// A quantised tensor is what its scales make of it.
  private func scalesDiffer(_ old: Int, _ new: Int) -> Bool {
    func scales(_ side: DiffSide, _ index: Int) -> [[String]] {
      side.matrices(of: index).map { $0.sources.dropFirst().map(side.digest) }
    }
    return scales(before, old) != scales(after, new)
  }

  /// A pair of factors that both have.
  private mutating func append(_ product: PlannedMatrix) {
    guard let old = before.product(product.identity), old.hasShape(of: product) else { return }
    let isSame =
      old.sources.map(before.digest) == product.sources.map(after.digest)
      && old.productScale == product.productScale
    if isSame {
      tasks.append(DiffTask(beginning: row(old, product, status: .same)))
    } else {
      append(old, product, status: .changed)
    }
  }

  private static let extraMemory = 96 << 20

  private mutating func append(_ a: PlannedMatrix, _ b: PlannedMatrix, status: DiffStatus) {
    var task = DiffTask(beginning: row(a, b, status: status), pair: .matrices(before: a, after: b))
    let memory = max(a.memory, b.memory)
    // Beside the spectrum a block of the other matrix, and singular vectors.
    task.memory = memory + min(Self.extraMemory, 24 * b.rows * b.columns)
    task.means.isTopOnly = memory > memoryLimit && b.canBeTopOnly
    task.work = 4 * b.work
    tasks.append(task)
  }

  private func row(_ a: PlannedMatrix, _ b: PlannedMatrix, status: DiffStatus) -> DiffRow {
    var row = AuditRow(
      b, tensor: after.tensors[b.tensor], file: after.file(of: b.tensor),
      sha256: b.isProduct ? "" : after.digest(b.tensor))
    row.notes += a.notes.filter { !row.notes.contains($0) }
    return DiffRow(
      status: status, row: row, before: before.origin(of: a.tensor, isProduct: a.isProduct),
      isMeasured: false)
  }

  /// The row of a tensor as it is.
  private func plain(_ status: DiffStatus, _ old: Int?, _ new: Int?) -> DiffTask {
    let side = new == nil ? before : after
    let index = new ?? old ?? 0
    let tensor = side.tensors[index]
    let row = AuditRow(
      identity: .init(name: tensor.name, view: ""), file: side.file(of: index),
      role: TensorRole.role(of: tensor.name, isConvolution: TensorViews.isConvolution(tensor)),
      depthIndex: TensorRole.depthIndex(of: tensor.name), dtype: tensor.typeName,
      shape: tensor.shape, rows: tensor.shape.first ?? 1,
      columns: tensor.shape.dropFirst().reduce(1, *), sha256: side.digest(index))
    return DiffTask(
      beginning: DiffRow(
        status: status, row: row, before: old.map { before.origin(of: $0) }, isMeasured: false))
  }

  private mutating func leaveOut(beyond limit: Int) {
    var left = limit
    for index in tasks.indices where tasks[index].pair != nil {
      left -= 1
      guard left < 0 else { continue }
      tasks[index].pair = nil
      tasks[index].beginning.row.notes.append("beyond limit")
    }
  }
}

/// One of two checkpoints: its tensors, digests and planned matrices.
struct DiffSide: Sendable {
  let checkpoint: Checkpoint
  /// The names of the tensors as the files have them.
  let originalNames: [String]
  let digests: [Int: Result<String, CheckpointError>]
  /// Products of factors.
  let products: [PlannedMatrix]
  private let matrices: [Int: [PlannedMatrix]]
  private let productsByIdentity: [AuditRow.Identity: PlannedMatrix]

  init(
    _ checkpoint: Checkpoint, originalNames: [String], matrices: [PlannedMatrix],
    digests: [Int: Result<String, CheckpointError>]
  ) {
    self.checkpoint = checkpoint
    self.originalNames = originalNames
    self.digests = digests
    products = matrices.filter(\.isProduct)
    productsByIdentity = Dictionary(
      products.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    self.matrices = Dictionary(grouping: matrices.filter { !$0.isProduct }, by: \.tensor)
  }

  var tensors: [StoredTensor] { checkpoint.tensors }

  func matrices(of tensor: Int) -> [PlannedMatrix] { matrices[tensor] ?? [] }
  func product(_ identity: AuditRow.Identity) -> PlannedMatrix? { productsByIdentity[identity] }
  func digest(_ tensor: Int) -> String { digests[tensor].flatMap { try? $0.get() } ?? "" }
  func file(of tensor: Int) -> String { checkpoint.files[tensors[tensor].file].path }

  func origin(of tensor: Int, isProduct: Bool = false) -> DiffRow.Origin {
    DiffRow.Origin(
      name: originalNames[tensor], file: file(of: tensor), dtype: tensors[tensor].typeName,
      shape: tensors[tensor].shape, sha256: isProduct ? "" : digest(tensor))
  }

  /// Whether the elements can be decoded as real numbers.
  func hasNumbers(_ tensor: Int) -> Bool {
    switch tensors[tensor].elementType?.kind {
    case .floating, .quantised, .integer, .scale: true
    case .packed, .complex, nil: false
    }
  }
}

extension PlannedMatrix {
  fileprivate func hasShape(of other: PlannedMatrix) -> Bool {
    rows == other.rows && columns == other.columns
      && content.layouts.map(\.rowCount) == other.content.layouts.map(\.rowCount)
      && content.layouts.map(\.columnCount) == other.content.layouts.map(\.columnCount)
  }

  /// The factor of a product where the configuration tells it.
  fileprivate var productScale: Double? {
    if case .product(let pair) = content, case .known(let scale) = pair.scale { scale } else { nil }
  }
}
