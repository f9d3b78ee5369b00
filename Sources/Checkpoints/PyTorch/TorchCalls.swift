/// What the calls of a pickle mean; nothing is called.
struct TorchCalls {
  let graph: PickleGraph
  let archive: TorchArchive
  let options: Checkpoint.Options

  private let meanings: [TorchGlobal]

  init(_ graph: PickleGraph, archive: TorchArchive, options: Checkpoint.Options) {
    self.graph = graph
    self.archive = archive
    self.options = options
    meanings = graph.globals.map(TorchGlobal.init)
  }

  /// Functions and classes without a meaning, each once.
  var opaque: [PickleGraph.Global] {
    zip(graph.globals, meanings).compactMap { global, meaning in
      if case .opaque = meaning { global } else { nil }
    }
  }

  func meaning(of function: PickleGraph.ID) -> TorchGlobal {
    graph.globalNumber(function).map { meanings[$0] } ?? .opaque
  }

  /// The storage of a persistent id; nil for any other.
  func storage(_ tuple: PickleGraph.ID) -> TorchStorage? {
    TorchStorage(tuple, in: graph, meanings: meanings)
  }

  /// The tensor that a node stands for; nil for anything else.
  func tensor(_ id: PickleGraph.ID) -> TorchTensor? {
    guard let call = graph.call(id) else { return nil }
    var function = call.function
    var arguments = call.arguments
    // PyTorch wraps a tensor twice at most: a parameter, of a class of its own.
    for _ in 0..<4 {
      switch meaning(of: function) {
      case .wrapper:
        guard let inner = graph.tuple(arguments)?.first, let call = graph.call(inner) else {
          return nil
        }
        (function, arguments) = call
      case .fromType:
        guard let parts = graph.tuple(arguments), parts.count >= 3 else { return nil }
        (function, arguments) = (parts[0], parts[2])
      case .special(let word, let shape):
        let parts = graph.tuple(arguments) ?? []
        return .skipped(
          word, shape: shape.flatMap { $0 < parts.count ? lengths(parts[$0]) : nil })
      case .tensor(let version):
        return tensor(arguments, version: version)
      default: return nil
      }
    }
    return nil
  }

  private func tensor(_ arguments: PickleGraph.ID, version: Int) -> TorchTensor {
    let dtypePlace = 6
    guard let parts = graph.tuple(arguments), parts.count > (version == 3 ? dtypePlace : 3),
      let id = graph.persistentID(parts[0]), let storage = storage(id),
      let offset = graph.integer(parts[1]), let shape = lengths(parts[2]),
      let strides = lengths(parts[3]), strides.count == shape.count
    else { return .skipped("invalid description") }
    var dtype: TorchElement?
    if version == 3 {
      guard case .dtype(let element) = meaning(of: parts[dtypePlace]) else {
        return .skipped("invalid description", shape: shape)
      }
      dtype = element
    }
    let metadata = parts.dropFirst(version == 1 ? .max : version == 2 ? 6 : 7).first
    if metadata.map(isNegated) == true { return .skipped("negated view", shape: shape) }
    return TorchTensor(
      storage: storage, offset: offset, shape: shape, strides: strides, dtype: dtype,
      archive: archive, options: options)
  }

  /// Whether the numbers of a view are those of the storage times -1.
  private func isNegated(_ metadata: PickleGraph.ID) -> Bool {
    let items = Array(graph.items(of: metadata).prefix(16))
    return zip(items, items.dropFirst()).contains { key, value in
      graph.stringLength(key) == 3 && graph.string(key) == "neg" && graph.truth(value) == true
    }
  }

  /// The numbers of a tuple or `torch.Size`, each ≥ 0; nil for anything else.
  private func lengths(_ id: PickleGraph.ID) -> [Int]? {
    var tuple = id
    if let call = graph.call(id), case .size = meaning(of: call.function) {
      guard let inner = graph.tuple(call.arguments)?.first else { return nil }
      tuple = inner
    }
    guard let parts = graph.tuple(tuple, limit: TorchTensor.mostAxes) else { return nil }
    let numbers = parts.compactMap(graph.integer)
    return numbers.count == parts.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
  }
}
