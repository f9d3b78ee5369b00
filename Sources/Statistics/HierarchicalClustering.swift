/// Agglomerative clustering: from single points, the two nearest clusters are merged until one is
/// left.
///
/// The tree is that of SciPy's `linkage`, its order of leaves that of `leaves_list`. Equal distances
/// are resolved by the lowest index, so the result is a function of the distances alone; where the
/// tree is not unique, single linkage may choose another one than SciPy.
public struct HierarchicalClustering: Sendable, Codable, Equatable {
  /// The distance of two clusters, from the distances `d(x, y)` of their points.
  public enum Linkage: String, CaseIterable, Codable, Sendable {
    /// The mean of all `d(x, y)` (UPGMA).
    case average
    /// The smallest `d(x, y)`.
    case single
    /// The largest `d(x, y)`.
    case complete
    /// `√(2 a b / (a + b))` times the distance of the centroids of `a` and `b` points: the growth of
    /// the sum of squares. Meant for Euclidean distances.
    case ward
  }

  /// Two clusters that become one.
  ///
  /// Clusters `0..<count` are the points, cluster `count + i` is what `merges[i]` makes.
  public struct Merge: Sendable, Codable, Equatable {
    /// The cluster with the lower number.
    public let first: Int
    /// The cluster with the higher number.
    public let second: Int
    /// The distance of the two.
    public let height: Double
    /// The number of points of the new cluster.
    public let size: Int
  }

  /// The number of points, n.
  public let count: Int
  /// The linkage used.
  public let linkage: Linkage
  /// The merges by ascending height, `(n - 1)`: the rows of SciPy's linkage matrix.
  public let merges: [Merge]

  /// Clusters n points.
  ///
  /// - Parameters:
  ///   - distances: Shape `(n, n)`, row-major, finite. The part above the diagonal is read.
  ///   - count: n ≥ 0.
  ///   - linkage: What the distance of two clusters is.
  /// - Complexity: O(n²) time and memory.
  /// - Source: Müllner, Modern hierarchical, agglomerative clustering algorithms, arXiv 1109.2378,
  ///   algorithm 2 (nearest-neighbour chain).
  public init(distances: [Double], count: Int, linkage: Linkage = .average) {
    precondition(
      count >= 0 && distances.count == count * count,
      "\(distances.count) distances of \(count) points, not \(count) x \(count)")
    var chain = NeighborChain(distances: distances, count: count, linkage: linkage)
    self.count = count
    self.linkage = linkage
    merges = Self.numbered(chain.merges(), count: count)
  }

  /// The heights of the merges, ascending, `(n - 1)`.
  public var heights: [Double] { merges.map(\.height) }

  /// The points from left to right under the tree, `(n)`; of each merge the first cluster is left.
  ///
  /// - Complexity: O(n).
  public var leafOrder: [Int] {
    var order: [Int] = []
    order.reserveCapacity(count)
    // A tree may be as deep as it has points, so the clusters still to visit are kept by hand.
    var open = count > 0 ? [count + merges.count - 1] : []
    while let cluster = open.popLast() {
      if cluster < count {
        order.append(cluster)
      } else {
        open += [merges[cluster - count].second, merges[cluster - count].first]
      }
    }
    return order
  }

  /// The clusters that are left when all but the last `k - 1` merges are done.
  ///
  /// - Parameter k: The number of clusters, in `1...n`.
  /// - Returns: The cluster of each point, `(n)`, in `0..<k`, numbered by their first points; as
  ///   SciPy's `cut_tree`.
  /// - Complexity: O(n).
  public func clusters(_ k: Int) -> [Int] {
    precondition(k >= 1 && k <= count, "\(k) clusters of \(count) points, not 1...\(count)")
    var cluster = Array(0..<2 * count - 1)
    for i in (0..<count - k).reversed() {
      cluster[merges[i].first] = cluster[count + i]
      cluster[merges[i].second] = cluster[count + i]
    }
    var labels: [Int: Int] = [:]
    for top in cluster.prefix(count) where labels[top] == nil { labels[top] = labels.count }
    return cluster.prefix(count).map { labels[$0, default: 0] }
  }

  /// The merges in order of height, each cluster under its number.
  private static func numbered(_ pairs: [NeighborChain.Pair], count: Int) -> [Merge] {
    // A merge is found after those that it builds on and is at least as high, so a sort that keeps
    // the order of equal heights keeps children before parents.
    let sorted = pairs.enumerated().sorted {
      ($0.element.height, $0.offset) < ($1.element.height, $1.offset)
    }
    var (parent, sizes) = (Array(0..<2 * count), [Int](repeating: 1, count: 2 * count))
    func root(_ point: Int) -> Int {
      var cluster = point
      while parent[cluster] != cluster {
        parent[cluster] = parent[parent[cluster]]
        cluster = parent[cluster]
      }
      return cluster
    }
    return sorted.enumerated().map { i, pair in
      let (x, y) = (root(pair.element.x), root(pair.element.y))
      (parent[x], parent[y]) = (count + i, count + i)
      sizes[count + i] = sizes[x] + sizes[y]
      return Merge(
        first: min(x, y), second: max(x, y), height: pair.element.height, size: sizes[count + i])
    }
  }
}
