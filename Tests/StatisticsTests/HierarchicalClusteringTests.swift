import Foundation
import Randomness
import Statistics
import Testing

/// Trees of SciPy; rebuilt by `Tests/Fixtures/statistics/make_clustering.py`.
private struct Trees: Decodable {
  struct Tree: Decodable {
    let linkage: HierarchicalClustering.Linkage
    let first: [Int]
    let second: [Int]
    let heights: [Double]
    let sizes: [Int]
    let leaves: [Int]
    let cuts: [[Int]]
  }
  struct Case: Decodable {
    let name: String
    let count: Int
    let distances: [Double]
    let trees: [Tree]
  }

  let cases: [Case]

  static func load() throws -> Trees {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/statistics/clustering.json")
    return try JSONDecoder().decode(Trees.self, from: Data(contentsOf: file))
  }
}

@Suite struct HierarchicalClusteringTests {
  @Test("oracle: merges, heights, leaves and cuts are SciPy's")
  func scipy() throws {
    for example in try Trees.load().cases {
      for tree in example.trees {
        let place = "\(example.name), \(tree.linkage)"
        let ours = HierarchicalClustering(
          distances: example.distances, count: example.count, linkage: tree.linkage)
        #expect(ours.merges.map(\.first) == tree.first, "\(place)")
        #expect(ours.merges.map(\.second) == tree.second, "\(place)")
        #expect(ours.merges.map(\.size) == tree.sizes, "\(place)")
        #expect(distance(ours.heights, tree.heights) < rounding, "\(place)")
        #expect(ours.leafOrder == tree.leaves, "\(place)")
        for cut in tree.cuts {
          #expect(ours.clusters(Set(cut).count) == cut, "\(place)")
        }
      }
    }
  }

  @Test("oracle: linkages differ, so the fixtures can tell them apart")
  func linkagesDiffer() throws {
    let example = try #require(Trees.load().cases.first)
    let heights = HierarchicalClustering.Linkage.allCases.map {
      HierarchicalClustering(distances: example.distances, count: example.count, linkage: $0)
        .heights
    }
    for i in heights.indices {
      for j in 0..<i { #expect(distance(heights[i], heights[j]) > 0.1) }
    }
  }

  @Test("law: the definition, by looking at all pairs of clusters", arguments: [1, 2, 3, 4])
  func definition(seed: UInt64) {
    let count = 17
    let d = randomDistances(count, seed: seed)
    for linkage in [HierarchicalClustering.Linkage.average, .single, .complete] {
      let tree = HierarchicalClustering(distances: d, count: count, linkage: linkage)
      #expect(distance(tree.heights, exhaustiveHeights(d, count, linkage)) < rounding)
    }
  }

  @Test(
    "law: heights ascend, numbers and leaves are complete",
    arguments: HierarchicalClustering.Linkage.allCases)
  func shape(linkage: HierarchicalClustering.Linkage) {
    // Distances of four values only: ties everywhere, and thirds that do not round alike.
    let count = 60
    let d = randomDistances(count, seed: 9).map { (4 * $0).rounded(.up) / 10 }
    let tree = HierarchicalClustering(distances: d, count: count, linkage: linkage)
    #expect(tree.merges.count == count - 1 && tree.heights == tree.heights.sorted())
    #expect(tree.leafOrder.sorted() == Array(0..<count))
    #expect(
      tree.merges.flatMap { [$0.first, $0.second] }.sorted() == Array(0..<2 * count - 2))
    #expect(tree.merges.last?.size == count)
    for (i, merge) in tree.merges.enumerated() {
      #expect(merge.first < merge.second && merge.second < count + i)
    }
    for k in 1...count { #expect(Set(tree.clusters(k)) == Set(0..<k)) }
    // Every cut is a coarsening of the next one.
    let pairs = Set(zip(tree.clusters(7), tree.clusters(6)).map { [$0, $1] })
    #expect(pairs.count == 7)
  }

  @Test("law: 2000 points in quadratic time")
  func large() {
    let count = 2000
    let tree = HierarchicalClustering(
      distances: randomDistances(count, seed: 5), count: count, linkage: .average)
    #expect(tree.leafOrder.count == count)
  }

  @Test("hostile: no point, one point, points that coincide, a chain")
  func small() {
    let none = HierarchicalClustering(distances: [], count: 0)
    #expect(none.merges.isEmpty && none.leafOrder.isEmpty)
    let one = HierarchicalClustering(distances: [0], count: 1)
    #expect(one.merges.isEmpty && one.leafOrder == [0] && one.clusters(1) == [0])
    let zeros = HierarchicalClustering(
      distances: Array(repeating: 0, count: 25), count: 5, linkage: .ward)
    #expect(zeros.heights == [0, 0, 0, 0] && zeros.clusters(5) == [0, 1, 2, 3, 4])
    // A tree as deep as it can be, in one line.
    let count = 300
    let line = (0..<count * count).map { Double(max($0 / count, $0 % count)) }
    let chain = HierarchicalClustering(distances: line, count: count, linkage: .complete)
    #expect(chain.merges.dropFirst().allSatisfy { $0.first < count && $0.second >= count })
    #expect(chain.leafOrder.sorted() == Array(0..<count))
  }

  @Test("hostile: what is no distance matrix, more clusters than points")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = HierarchicalClustering(distances: [0, 1, 1], count: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = HierarchicalClustering(distances: [0, .nan, .nan, 0], count: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = HierarchicalClustering(distances: [0, 1, 1, 0], count: 2).clusters(3)
    }
  }

  /// A symmetric matrix of uniform distances.
  private func randomDistances(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(SeedPath(root: seed) / "clustering")
    var d = stream.values(count * count, from: .uniform(0...1))
    for i in 0..<count { for j in 0..<i { d[i * count + j] = d[j * count + i] } }
    return d
  }

  /// The heights of the merges by the definition of the distance of two sets.
  private func exhaustiveHeights(
    _ d: [Double], _ count: Int, _ linkage: HierarchicalClustering.Linkage
  ) -> [Double] {
    var clusters = (0..<count).map { [$0] }
    return (1..<count).map { _ in
      var best = (i: 0, j: 0, height: Double.infinity)
      for i in clusters.indices {
        for j in 0..<i {
          let all = clusters[i].flatMap { x in clusters[j].map { d[x * count + $0] } }
          let height =
            switch linkage {
            case .single: all.reduce(.infinity, min)
            case .complete: all.reduce(0, max)
            default: all.reduce(0, +) / Double(all.count)
            }
          if height < best.height { best = (i, j, height) }
        }
      }
      clusters[best.j] += clusters.remove(at: best.i)
      return best.height
    }
  }
}
