/// Finds the tensors of a pickle and names them by the keys that lead to them.
///
/// Every container is visited once, so cycles and shared parts cost nothing; a tensor has a name for
/// each place where it stands. What an optimizer keeps comes last: what it shares with the model
/// belongs to the model.
struct TorchWalk {
  /// The tensors, in the order of the file.
  private(set) var tensors: [StoredTensor] = []
  /// What is odd about their names.
  private(set) var findings: [CheckpointFinding] = []

  private let calls: TorchCalls
  private let graph: PickleGraph
  private let file: Int
  private var names: TorchNames
  private var pending: [Visit] = []
  private var optimizer: [Visit] = []
  private var isVisited: [Bool]

  private struct Visit {
    let node: PickleGraph.ID
    let place: TorchNames.Place?
    let depth: Int
    let isOptimizer: Bool
    var role = Role.value
  }

  /// What an object stands for in the one that it is part of.
  private enum Role {
    /// An item with a name of its own.
    case value
    /// The attributes of an object: a dictionary, or two (the other for `__slots__`).
    case attributes
    /// A list of pairs from which a dictionary is made.
    case pairs
    /// A key and its value.
    case pair
  }

  /// The deepest nesting that is followed; Python's own pickler gives up before.
  private static let greatestDepth = 1000
  /// The most tensors of a file.
  private static let mostTensors = 1_000_000
  /// Where a module keeps its tensors and parts, which have their names from there.
  private static let moduleFolders: Set = ["_modules", "_parameters", "_buffers"]
  private static let optimizerKeys: Set = [
    "optimizer", "optimizer_states", "optim", "optimizer_state_dict",
  ]

  /// Walks over a pickle.
  ///
  /// - Throws: ``CheckpointError`` with code `tooLarge`.
  init(_ calls: TorchCalls, file: Int) throws(CheckpointError) {
    self.calls = calls
    graph = calls.graph
    self.file = file
    names = TorchNames(graph, label: calls.archive.name)
    isVisited = Array(repeating: false, count: calls.graph.count)
    pending = [Visit(node: calls.graph.root, place: nil, depth: 0, isOptimizer: false)]
    while let visit = next() { try follow(visit) }
    findings = names.findings
  }

  private mutating func next() -> Visit? {
    if let visit = pending.popLast() { return visit }
    pending = optimizer.reversed()
    optimizer = []
    return pending.popLast()
  }

  private mutating func follow(_ visit: Visit) throws(CheckpointError) {
    if let tensor = calls.tensor(visit.node) {
      try add(tensor, visit)
      return
    }
    guard !isVisited[Int(visit.node)] else { return }
    isVisited[Int(visit.node)] = true
    guard visit.depth < Self.greatestDepth else {
      throw CheckpointError(
        .tooLarge,
        "\(calls.archive.name) nests its objects deeper than \(Self.greatestDepth) levels; save "
          + "only tensors.")
    }
    let start = pending.count
    if let call = graph.call(visit.node) { push(call, of: visit) }
    pushItems(of: visit)
    if let state = graph.state(of: visit.node) { push(state, of: visit, as: .attributes) }
    pending[start...].reverse()
  }

  private mutating func add(_ tensor: TorchTensor, _ visit: Visit) throws(CheckpointError) {
    guard tensors.count < Self.mostTensors else {
      throw CheckpointError(
        .tooLarge, "\(calls.archive.name) holds more than \(Self.mostTensors) tensors; split it.")
    }
    let leavesOut = visit.isOptimizer && !calls.options.includesOptimizerState
    tensors.append(
      StoredTensor(
        name: try names.name(at: visit.place), file: file, typeName: tensor.typeName,
        elementType: tensor.elementType, shape: tensor.shape, strides: tensor.strides,
        isBigEndian: calls.archive.isBigEndian,
        availability: leavesOut ? .excluded("optimizer state") : tensor.availability,
        location: tensor.location))
  }
}

extension TorchWalk {
  private mutating func push(
    _ call: (function: PickleGraph.ID, arguments: PickleGraph.ID), of visit: Visit
  ) {
    push(call.function, of: visit)
    if case .dictionary = calls.meaning(of: call.function) {
      for argument in graph.tuple(call.arguments) ?? [] { push(argument, of: visit, as: .pairs) }
    } else {
      push(call.arguments, of: visit)
    }
  }

  private mutating func pushItems(of visit: Visit) {
    var key: PickleGraph.ID?
    for (index, item) in graph.items(of: visit.node).enumerated() {
      if let known = key {
        push(value: item, key: known, of: visit)
        key = nil
      } else if graph.hasKeys(visit.node) || visit.role == .pair {
        key = item
      } else {
        switch visit.role {
        case .pairs: push(item, of: visit, as: .pair)
        case .attributes: push(item, of: visit, as: .attributes)
        case .value, .pair: push(item, of: visit, step: .index(index))
        }
      }
    }
  }

  private mutating func push(value: PickleGraph.ID, key: PickleGraph.ID, of visit: Visit) {
    if visit.role == .attributes, isOne(of: Self.moduleFolders, key) {
      push(value, of: visit)
    } else {
      push(
        value, of: visit, step: .key(key),
        isOptimizer: visit.isOptimizer || isOne(of: Self.optimizerKeys, key))
    }
  }

  /// Whether a key is one of some short words.
  private func isOne(of words: Set<String>, _ key: PickleGraph.ID) -> Bool {
    guard let length = graph.stringLength(key), length <= 32 else { return false }
    return graph.string(key).map(words.contains) ?? false
  }

  /// Notes that an object is to be visited; one without a step has the name of its owner.
  private mutating func push(
    _ node: PickleGraph.ID, of owner: Visit, as role: Role = .value, step: TorchNames.Step? = nil,
    isOptimizer: Bool? = nil
  ) {
    switch graph.kind(of: node) {
    case .none, .bool, .integer, .float, .string, .bytes, .global, .persistent: return
    case .list, .tuple, .dictionary, .set, .call: break
    }
    let place = step.map { names.place($0, in: owner.place) } ?? owner.place
    let visit = Visit(
      node: node, place: place, depth: owner.depth + 1,
      isOptimizer: isOptimizer ?? owner.isOptimizer, role: role)
    if visit.isOptimizer && !owner.isOptimizer {
      optimizer.append(visit)
    } else {
      pending.append(visit)
    }
  }
}
