// From any cluster one goes to its nearest neighbour, from there to the next, until two clusters are
// each other's nearest: they are merged, and the rest of the chain goes on. It stays a chain of
// nearest neighbours because a merged cluster is never nearer to a third than both of its parts were
// (the linkage is reducible); heights then never decrease towards the root. Rounding of a mean could
// break that by one unit in the last place, so the new distance is kept from falling below the
// smaller old one.

/// The pairs of a nearest-neighbour chain, in the order in which they are found.
struct NeighborChain {
  /// Two clusters that are each other's nearest, each known by one of its points.
  struct Pair {
    let x: Int
    let y: Int
    let height: Double
  }

  private let count: Int
  private let linkage: HierarchicalClustering.Linkage
  /// Symmetric, shape `(n, n)`; a cluster lives in the row and column of its last point.
  private var distances: [Double]
  /// The number of points of each cluster; 0 for a row that is no longer in use.
  private var sizes: [Int]

  init(distances: [Double], count: Int, linkage: HierarchicalClustering.Linkage) {
    self.count = count
    self.linkage = linkage
    self.distances = distances
    sizes = Array(repeating: 1, count: count)
    for i in 0..<count {
      for j in i + 1..<max(count, i + 1) {
        let distance = distances[i * count + j]
        precondition(distance.isFinite, "the distance \(distance) of the points \(i) and \(j)")
        self.distances[j * count + i] = distance
      }
    }
  }

  /// All `n - 1` merges.
  mutating func merges() -> [Pair] {
    var pairs: [Pair] = []
    var chain: [Int] = []
    var start = 0
    while pairs.count < count - 1 {
      if chain.isEmpty {
        while sizes[start] == 0 { start += 1 }
        chain.append(start)
      }
      let pair = extend(&chain)
      merge(pair)
      pairs.append(pair)
    }
    return pairs
  }

  /// Lengthens the chain up to a pair of mutual neighbours, and takes them off.
  private func extend(_ chain: inout [Int]) -> Pair {
    var x = chain[chain.count - 1]
    while true {
      let previous = chain.dropLast().last
      let (y, distance) = nearest(to: x, preferring: previous)
      if y == previous {
        chain.removeLast(2)
        return Pair(x: min(x, y), y: max(x, y), height: distance)
      }
      chain.append(y)
      x = y
    }
  }

  /// The nearest cluster; of equally near ones `preferred`, else the first.
  private func nearest(to x: Int, preferring preferred: Int?) -> (cluster: Int, distance: Double) {
    distances.withUnsafeBufferPointer { distances in
      var best = preferred ?? x
      var least = preferred.map { distances[x * count + $0] } ?? .infinity
      for i in 0..<count where distances[x * count + i] < least && sizes[i] > 0 && i != x {
        (best, least) = (i, distances[x * count + i])
      }
      return (best, least)
    }
  }

  /// Puts both clusters into the row and column of the second.
  private mutating func merge(_ pair: Pair) {
    let (x, y) = (pair.x, pair.y)
    let (a, b) = (Double(sizes[x]), Double(sizes[y]))
    sizes[y] += sizes[x]
    sizes[x] = 0
    for i in 0..<count where sizes[i] > 0 && i != y {
      let (toX, toY) = (distances[x * count + i], distances[y * count + i])
      let c = Double(sizes[i])
      // Lance and Williams (1967): the distance to a union from those to its parts.
      let distance =
        switch linkage {
        case .single: min(toX, toY)
        case .complete: max(toX, toY)
        case .average: (a * toX + b * toY) / (a + b)
        case .ward:
          (((c + a) * toX * toX + (c + b) * toY * toY - c * pair.height * pair.height)
            / (a + b + c)).squareRoot()
        }
      let kept = max(distance, min(toX, toY))
      distances[y * count + i] = kept
      distances[i * count + y] = kept
    }
  }
}
