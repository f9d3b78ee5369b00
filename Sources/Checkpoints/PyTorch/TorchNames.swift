/// The names of tensors: the keys that lead to them, joined by dots, each name once.
struct TorchNames {
  /// A position in the tree of keys.
  typealias Place = Int32

  /// One part of a name.
  enum Step {
    case key(PickleGraph.ID)
    case index(Int)
  }

  /// Names that occurred twice.
  var findings: [CheckpointFinding] { names.findings }

  private let graph: PickleGraph
  private let label: String
  private var places: [(parent: Place?, step: Step)] = []
  private var names = UniqueNames()
  private var totalLength = 0

  /// The most bytes of all names together.
  private static let greatestLength = 256 << 20

  /// No names yet.
  init(_ graph: PickleGraph, label: String) {
    self.graph = graph
    self.label = label
  }

  /// The place that a step leads to.
  mutating func place(_ step: Step, in parent: Place?) -> Place {
    places.append((parent, step))
    return Place(places.count - 1)
  }

  /// A name for the tensor at a place, which no other tensor has.
  ///
  /// - Throws: ``CheckpointError`` with code `tooLarge` where names use up the memory.
  mutating func name(at place: Place?) throws(CheckpointError) -> String {
    var steps: [Step] = []
    var rest = place
    while let place = rest {
      steps.append(places[Int(place)].step)
      rest = places[Int(place)].parent
    }
    totalLength += steps.reduce(0) { $0 + length($1) + 1 }
    guard totalLength <= Self.greatestLength else {
      throw CheckpointError(
        .tooLarge,
        "The names of the tensors in \(label) have more than \(Self.greatestLength) bytes; save "
          + "it with shorter ones.")
    }
    let name = steps.isEmpty ? "tensor" : steps.reversed().map(text).joined(separator: ".")
    return names.add(name, in: label)
  }

  private func length(_ step: Step) -> Int {
    switch step {
    case .key(let key): graph.stringLength(key) ?? 20
    case .index: 20
    }
  }

  private func text(_ step: Step) -> String {
    switch step {
    case .index(let index): return String(index)
    case .key(let key):
      if let text = graph.string(key) { return text }
      if let number = graph.integer(key) { return String(number) }
      if let number = graph.float(key) { return String(number) }
      if let truth = graph.truth(key) { return truth ? "True" : "False" }
      return graph.kind(of: key) == .none ? "None" : "(\(graph.kind(of: key)))"
    }
  }
}
