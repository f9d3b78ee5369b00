/// Partners among two lists of names: the longest common ends first, equally long ones in order.
///
/// Names sorted from their ends are the leaves of a tree whose inner nodes are common ends. Each node
/// pairs what its children left over and hands the rest to its parent, so that the work is that of
/// sorting: `O(n log n)` comparisons of names.
enum NameEndings {
  /// Something with a name.
  typealias Named = (index: Int, name: String)

  private struct Leaf {
    let index: Int
    let isFirst: Bool
    let reversed: [UInt8]
  }

  /// Names without a partner whose last `length` bytes are equal.
  private struct Node {
    let length: Int
    var first: [Int] = []
    var second: [Int] = []

    mutating func take(_ other: Node) {
      first += other.first
      second += other.second
    }

    mutating func pair(into pairs: inout [(first: Int, second: Int)]) {
      guard !first.isEmpty, !second.isEmpty else { return }
      first.sort()
      second.sort()
      let count = min(first.count, second.count)
      pairs += zip(first, second).map { (first: $0, second: $1) }
      first.removeFirst(count)
      second.removeFirst(count)
    }
  }

  /// As many pairs as the shorter list has names.
  static func pairs(_ first: [Named], _ second: [Named]) -> [(first: Int, second: Int)] {
    var pairs: [(first: Int, second: Int)] = []
    var open = [Node(length: 0)]
    var last: [UInt8] = []
    for leaf in sorted(first, second) {
      let common = zip(last, leaf.reversed).prefix { $0 == $1 }.count
      close(&open, downTo: common, into: &pairs)
      // The end that a name shares with itself is all of it.
      var node = Node(length: leaf.reversed.count)
      if leaf.isFirst { node.first = [leaf.index] } else { node.second = [leaf.index] }
      if open[open.count - 1].length == node.length {
        open[open.count - 1].take(node)
      } else {
        open.append(node)
      }
      last = leaf.reversed
    }
    close(&open, downTo: 0, into: &pairs)
    open[0].pair(into: &pairs)
    return pairs
  }

  private static func sorted(_ first: [Named], _ second: [Named]) -> [Leaf] {
    let leaves =
      first.map { Leaf(index: $0.index, isFirst: true, reversed: $0.name.utf8.reversed()) }
      + second.map { Leaf(index: $0.index, isFirst: false, reversed: $0.name.utf8.reversed()) }
    return leaves.sorted { $0.reversed.lexicographicallyPrecedes($1.reversed) }
  }

  /// Ends the nodes with more in common than `length`; the last open one then has exactly that.
  private static func close(
    _ open: inout [Node], downTo length: Int, into pairs: inout [(first: Int, second: Int)]
  ) {
    while let top = open.last, top.length > length {
      var node = top
      open.removeLast()
      node.pair(into: &pairs)
      if open[open.count - 1].length < length { open.append(Node(length: length)) }
      open[open.count - 1].take(node)
    }
  }
}
