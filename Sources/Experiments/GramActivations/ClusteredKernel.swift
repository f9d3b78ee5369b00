import Statistics
import Tensors

/// A kernel of cosine distances with its rows ordered by hierarchical clustering.
struct ClusteredKernel {
  /// Mean cosine similarity of two inputs of one cluster minus that of two clusters, for two clusters.
  let contrast: Double
  /// Means over square blocks of the ordered kernel.
  let picture: KernelPicture

  /// - Parameter kernel: `1 - C` for N >= 2 inputs, shape `(N, N)`, finite.
  init(_ kernel: Matrix<Double>) {
    let count = kernel.rows
    let clustering = HierarchicalClustering(
      distances: kernel.elements, count: count, linkage: .average)
    contrast = Self.contrast(kernel, clusters: clustering.clusters(2))
    picture = KernelPicture(of: kernel, order: clustering.leafOrder)
  }

  /// NaN where both clusters have a single member.
  private static func contrast(_ kernel: Matrix<Double>, clusters: [Int]) -> Double {
    var (within, between) = ((sum: 0.0, pairs: 0.0), (sum: 0.0, pairs: 0.0))
    for i in clusters.indices {
      for j in 0..<i {
        if clusters[i] == clusters[j] {
          within = (within.sum + kernel[i, j], within.pairs + 1)
        } else {
          between = (between.sum + kernel[i, j], between.pairs + 1)
        }
      }
    }
    // A similarity is one minus a distance.
    return between.sum / between.pairs - within.sum / within.pairs
  }
}

/// A square matrix small enough for a report.
package struct KernelPicture: Codable, Sendable {
  /// Cells per side.
  package let side: Int
  /// Row-major, to a thousandth.
  package let values: [Double]

  /// Cells per side at most; 28 pictures of as many cells stay below two megabytes.
  static let maximumSide = 32

  /// Means of the reordered kernel over blocks of nearly equal size.
  init(of kernel: Matrix<Double>, order: [Int]) {
    let (count, side) = (order.count, min(Self.maximumSide, order.count))
    let blocks = (0..<side).map { order[$0 * count / side..<($0 + 1) * count / side] }
    self.side = side
    values = blocks.flatMap { rows in
      blocks.map { columns in
        let sum = rows.reduce(0.0) { sum, i in
          columns.reduce(sum) { $0 + kernel[i, $1] }
        }
        return (1000 * sum / Double(rows.count * columns.count)).rounded() / 1000
      }
    }
  }
}
