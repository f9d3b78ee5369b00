import Checkpoints

/// Decides for every tensor whether it has rows, and which.
///
/// The first thing that applies: an option leaves it out; it cannot be read; its type is no number to
/// decompose; it is a scalar or a vector; its type cannot be decoded; it is the scale of another; it
/// shares the storage of another.
struct PlanBuilder {
  private let tensors: [StoredTensor]
  private let options: AuditOptions
  private let wanted: NameSelection
  private let viewing: TensorViews
  private let positions: [String: Int]
  private let lora: LoraPairs
  private var views: [[MatrixView]]

  private(set) var matrices: [PlannedMatrix] = []
  /// By tensor; nil for one with rows.
  private(set) var reasons: [Coverage.Cause?]
  private(set) var findings: [CheckpointFinding] = []
  private(set) var sharedStorage: [Int: Int] = [:]

  init(checkpoint: Checkpoint, options: AuditOptions, rules: ViewRules) {
    tensors = checkpoint.tensors
    self.options = options
    wanted = NameSelection(rules)
    viewing = TensorViews(rules, options: options)
    positions = Dictionary(
      tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    lora = LoraPairs(checkpoint, positions: positions)
    views = Array(repeating: [], count: tensors.count)
    reasons = Array(repeating: nil, count: tensors.count)
  }

  /// Whether tensors that share their storage have their rows once or each.
  enum SharedStorage { case once, each }

  mutating func build(limit: Int? = nil, shared: SharedStorage = .once) {
    for index in tensors.indices { decide(index) }
    for index in tensors.indices where !views[index].isEmpty { applyScale(to: index) }
    if shared == .once { findSharedStorage() }
    collect(limit: limit ?? .max)
    findings = lora.findings
  }

  private mutating func decide(_ index: Int) {
    let tensor = tensors[index]
    if let fate = fate(of: tensor) {
      reasons[index] = fate
      return
    }
    switch viewing.outcome(of: tensor) {
    case .matrices(let matrices): views[index] = matrices
    case .excluded(let cause): reasons[index] = cause
    }
  }

  /// Why a tensor has no row whatever its views are.
  private func fate(of tensor: StoredTensor) -> Coverage.Cause? {
    if !wanted.contains(tensor.name) { return .byOption }
    if let cause = Coverage.Cause(tensor.availability) { return cause }
    guard let type = tensor.elementType else { return .unknownDtype(tensor.typeName) }
    if type.kind == .integer && !options.includesIntegers { return .integerDtype }
    if type.kind == .scale { return .scaleDtype }
    if let small = TensorViews.smallRank(of: tensor.shape) { return small }
    switch type.kind {
    case .packed: return .packedDtype
    case .complex: return .complexDtype
    case .floating, .quantised, .integer, .scale: return nil
    }
  }

  /// Gives the views of a quantised tensor their scales, and takes these out of the audit.
  private mutating func applyScale(to index: Int) {
    let tensor = tensors[index]
    guard let kind = tensor.elementType?.kind, kind == .quantised || kind == .integer else {
      return
    }
    let scale = MatrixScale.names(for: tensor.name).compactMap { positions[$0] }
      .first { $0 != index && tensors[$0].isReadableScale }
    for (place, view) in views[index].enumerated() {
      let scaled = scale.flatMap { position in
        view.content.scaled {
          MatrixScale(
            of: $0, in: tensor.shape, tensor: position, scaleShape: tensors[position].shape)
        }
      }
      if let scaled, let label = scaled.layouts.first?.scale?.label {
        views[index][place].content = scaled
        views[index][place].notes.append("scaled: \(label)")
        if let scale, !views[scale].isEmpty {
          views[scale] = []
          reasons[scale] = .scale(of: tensor.name)
        }
      } else if kind == .quantised {
        views[index][place].notes.append("unscaledQuantised")
      }
    }
  }

  /// Takes out tensors that are the same elements of the same file as another one.
  private mutating func findSharedStorage() {
    struct Storage: Hashable {
      let source: ObjectIdentifier
      let offset: Int
      let type: ElementType?
      let shape: [Int]
      let strides: [Int]
      let views: [MatrixView]
    }
    var first: [Storage: Int] = [:]
    for (index, tensor) in tensors.enumerated() where !views[index].isEmpty && tensor.count > 0 {
      guard let location = tensor.location else { continue }
      let storage = Storage(
        source: ObjectIdentifier(location.source), offset: location.offset,
        type: tensor.elementType, shape: tensor.shape, strides: tensor.strides,
        views: views[index])
      guard let original = first[storage] else {
        first[storage] = index
        continue
      }
      sharedStorage[index] = original
      views[index] = []
      reasons[index] = .alias(of: tensors[original].name)
    }
  }

  /// Lists the rows, products behind the later one of their factors.
  private mutating func collect(limit: Int) {
    for (index, tensor) in tensors.enumerated() {
      let isConvolution = TensorViews.isConvolution(tensor)
      let chosen = views[index].prefix(limit - matrices.count)
      if chosen.isEmpty && !views[index].isEmpty { reasons[index] = .beyondLimit }
      for view in chosen {
        matrices.append(
          PlannedMatrix(
            view, name: tensor.name, tensor: index, place: index, type: tensor.elementType,
            isConvolution: isConvolution, options: options))
      }
      guard matrices.count < limit, let pair = lora.pair(endingAt: index),
        [pair.left, pair.right].allSatisfy({ wanted.contains(tensors[$0].name) })
      else { continue }
      matrices.append(
        PlannedMatrix(
          pair.view, name: pair.name, tensor: pair.left, place: index, type: tensor.elementType,
          isConvolution: false, options: options))
    }
  }
}

extension StoredTensor {
  /// Whether the elements can be read as factors of other elements.
  fileprivate var isReadableScale: Bool {
    guard case .readable = availability else { return false }
    return elementType?.kind == .floating || elementType?.kind == .scale
  }
}
