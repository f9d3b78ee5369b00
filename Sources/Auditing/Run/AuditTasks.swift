import Checkpoints

/// The rows that are to be computed once the bytes of all tensors are known, and what becomes of the
/// tensors that have none.
struct AuditTasks {
  let tasks: [AuditSession.Task]
  let files: [AuditedFile]

  private let audit: Audit
  /// Tensors with the same bytes as an earlier one, by position, and that one.
  private let aliases: [Int: Int]

  /// Leaves out what is there twice, and gives every row its key.
  init(_ audit: Audit, digests: TensorDigests, memory: Int) {
    self.audit = audit
    let checkpoint = audit.checkpoint
    let files = zip(checkpoint.files, digests.files).map { file, digest in
      AuditedFile(path: file.path, format: file.format.rawValue, bytes: file.bytes, sha256: digest)
    }
    self.files = files
    let equal = Self.equalTensors(audit, digests)
    aliases = audit.plan.sharedStorage.merging(equal) { shared, _ in shared }
    let recipe = RowKey.recipe(audit.options, audit.selection)
    tasks = audit.plan.matrices.compactMap { planned in
      if !planned.isProduct, equal[planned.tensor] != nil { return nil }
      let tensor = checkpoint.tensors[planned.tensor]
      let sources = planned.sources.map { digests.tensors[$0].flatMap { try? $0.get() } ?? "" }
      let hasNull = planned.hasNull && audit.selection.nullReplicates > 0
      var means = MatrixAnalysis.Means()
      means.isTopOnly = planned.memory > memory && planned.canBeTopOnly
      means.isWithoutNull = hasNull && planned.memory + planned.nullMemory > memory
      return AuditSession.Task(
        planned: planned,
        beginning: AuditRow(
          planned, tensor: tensor, file: files[tensor.file].path,
          sha256: planned.isProduct ? "" : sources.first ?? ""),
        means: means,
        key: RowKey(planned, digests: sources, tensor: tensor, recipe: recipe, means: means),
        memory: planned.memory + (hasNull && !means.isWithoutNull ? planned.nullMemory : 0))
    }
  }

  /// Tensors whose elements, type, shape, scales and views are those of an earlier one.
  private static func equalTensors(_ audit: Audit, _ digests: TensorDigests) -> [Int: Int] {
    struct Contents: Hashable {
      let type: ElementType?
      let shape: [Int]
      let digests: [String]
      let views: [MatrixContent.Shape]
    }
    let tensors = audit.checkpoint.tensors
    var planned: [Int: [PlannedMatrix]] = [:]
    for matrix in audit.plan.matrices where !matrix.isProduct {
      planned[matrix.tensor, default: []].append(matrix)
    }
    var first: [Contents: Int] = [:]
    var result: [Int: Int] = [:]
    for (index, matrices) in planned.sorted(by: { $0.key < $1.key }) {
      let tensor = tensors[index]
      let sources = Set(matrices.flatMap(\.sources)).sorted {
        $0 == index || ($1 != index && $0 < $1)
      }
      let found = sources.compactMap { digests.tensors[$0].flatMap { try? $0.get() } }
      guard tensor.count > 0, found.count == sources.count else { continue }
      let contents = Contents(
        type: tensor.elementType, shape: tensor.shape, digests: found,
        views: matrices.map { MatrixContent.Shape($0) })
      if let original = first[contents] {
        result[index] = original
      } else {
        first[contents] = index
      }
    }
    return result
  }

  /// The result of an audit.
  ///
  /// - Parameters:
  ///   - rows: The rows of the tasks; nil for those that were not reached.
  ///   - provenance: With what it was made.
  /// - Returns: Rows in the order of the files, and what became of every tensor.
  func result(rows: [AuditRow?], provenance: AuditProvenance) -> AuditResult {
    let checkpoint = audit.checkpoint
    var placed = zip(tasks, rows).compactMap { task, row in row.map { (task.planned.place, $0) } }
    if audit.options.repeatsAliases { placed += repeatedRows(rows) }
    let isStable = zip(placed, placed.dropFirst()).allSatisfy { $0.0 <= $1.0 }
    let ordered =
      isStable
      ? placed.map(\.1)
      : placed.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
        .map(\.element.1)
    return AuditResult(
      files: files, options: audit.options, coverage: coverage(rows), rows: ordered,
      findings: checkpoint.findings + checkpoint.tensors.flatMap(\.findings) + audit.plan.findings,
      refused: checkpoint.refused, isInterrupted: rows.contains { $0 == nil },
      provenance: provenance, stacks: StackSummary.stacks(among: ordered))
  }

  /// The rows of tensors that are equal to another one.
  private func repeatedRows(_ rows: [AuditRow?]) -> [(Int, AuditRow)] {
    var originals: [Int: [AuditRow]] = [:]
    for (task, row) in zip(tasks, rows) where !task.planned.isProduct {
      if let row { originals[task.planned.tensor, default: []].append(row) }
    }
    return aliases.sorted { $0.key < $1.key }.flatMap { index, original in
      let tensor = audit.checkpoint.tensors[index]
      return (originals[root(of: original)] ?? []).map { row in
        (index, row.repeated(for: tensor, file: files[tensor.file].path))
      }
    }
  }

  /// The tensor that has the rows of one that others are equal to.
  private func root(of tensor: Int) -> Int {
    var tensor = tensor
    while let next = aliases[tensor] { tensor = next }
    return tensor
  }

  private func coverage(_ rows: [AuditRow?]) -> Coverage {
    let tensors = audit.checkpoint.tensors
    var fates = audit.plan.fates
    for (index, original) in aliases {
      fates[index] = .alias(of: tensors[root(of: original)].name)
    }
    var byTensor: [Int: [AuditRow?]] = [:]
    for (task, row) in zip(tasks, rows) where !task.planned.isProduct {
      byTensor[task.planned.tensor, default: []].append(row)
    }
    for (index, rows) in byTensor { fates[index] = Self.fate(of: rows) }
    if audit.options.repeatsAliases {
      for index in aliases.keys where fates[root(of: index)] == nil { fates[index] = nil }
    }
    let analysed = tensors.indices.filter { fates[$0] == nil }
    let topOnly = byTensor.count { index, rows in
      fates[index] == nil && rows.contains { $0?.status == .topK }
    }
    return Coverage(
      tensors: tensors.count, analysed: analysed.count,
      reasons: zip(tensors, fates).compactMap { tensor, fate in
        fate.map { Coverage.Reason(name: tensor.name, cause: $0) }
      },
      parameters: audit.plan.parameters.reduce(0, +),
      parametersAnalysed: analysed.reduce(0) { $0 + audit.plan.parameters[$1] }, topOnly: topOnly)
  }

  /// Why a tensor counts as skipped although rows of it were planned; nil where every planned row is
  /// there and was measured.
  private static func fate(of rows: [AuditRow?]) -> Coverage.Cause? {
    let counts: [(Coverage.Cause.Obstacle, Int)] = [
      (.interrupted, rows.count { $0 == nil }),
      (.unreadable, rows.count { $0?.status == .unreadable }),
      (.svdFailed, rows.count { $0?.status == .svdFailed }),
    ]
    return counts.first { $0.1 > 0 }.map { .unmeasured($0.0, parts: $0.1, of: rows.count) }
  }
}

extension MatrixContent {
  /// Which elements of a tensor make a matrix, whatever their strides and whichever tensor scales it.
  struct Shape: Hashable {
    private let view: AuditRow.Identity
    private let content: MatrixContent

    init(_ planned: PlannedMatrix) {
      view = AuditRow.Identity(
        name: "", view: planned.identity.view, part: planned.identity.part)
      content = planned.content.withoutScales
    }
  }

  fileprivate var withoutScales: MatrixContent {
    func plain(_ layout: MatrixLayout) -> MatrixLayout {
      var layout = layout
      layout.scale?.tensor = 0
      return layout
    }
    return switch self {
    case .matrix(let layout): .matrix(plain(layout))
    case .pooled(let layouts): .pooled(layouts.map(plain))
    case .convolution(let layout, let kernel, let grid):
      .convolution(plain(layout), kernel: kernel, grid: grid)
    case .product: self
    }
  }
}

extension AuditRow {
  /// A row before anything is measured.
  init(_ planned: PlannedMatrix, tensor: StoredTensor, file: String, sha256: String) {
    self.init(
      identity: planned.identity, file: file, role: planned.role, depthIndex: planned.depthIndex,
      dtype: tensor.typeName,
      shape: planned.isProduct ? [planned.rows, planned.columns] : tensor.shape,
      rows: planned.rows, columns: planned.columns, sha256: sha256, notes: planned.notes)
  }

  /// The same row for a tensor with the same elements.
  fileprivate func repeated(for tensor: StoredTensor, file: String) -> AuditRow {
    var row = self
    row.notes.append("alias of \(identity.name)")
    row.identity.name = tensor.name
    row.file = file
    row.role = TensorRole.role(
      of: tensor.name, isConvolution: TensorViews.isConvolution(tensor))
    row.depthIndex = TensorRole.depthIndex(of: tensor.name)
    row.seconds = 0
    return row
  }
}
