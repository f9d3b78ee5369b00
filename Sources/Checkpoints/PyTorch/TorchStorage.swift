/// A storage as a pickle refers to it: `('storage', class, key, device, count)`.
struct TorchStorage {
  /// The type of its elements.
  let element: TorchElement
  /// The name of its entry.
  let key: String
  /// How many elements it has.
  let count: Int

  /// The storage of a persistent id; nil for any other.
  init?(_ tuple: PickleGraph.ID, in graph: PickleGraph, meanings: [TorchGlobal]) {
    guard let parts = graph.tuple(tuple, limit: 5), parts.count == 5,
      graph.stringLength(parts[0]) == 7, graph.string(parts[0]) == "storage",
      let global = graph.globalNumber(parts[1]), case .storage(let element) = meanings[global],
      graph.stringLength(parts[2]) ?? .max <= 1024, let key = graph.string(parts[2]),
      let count = graph.integer(parts[4]), count >= 0
    else { return nil }
    self.element = element
    self.key = key
    self.count = count
  }
}
