import Foundation
public import Tensors

/// Kernels of feature vectors `f_1 ... f_N`, the rows of a matrix of shape `(N, n)`.
///
/// - Source: Huh et al., "various kernel distance functions"; the list and its formulas are this
///   package's (specification of the experiments, section 3.1).
public enum FeatureKernel: String, CaseIterable, Codable, Sendable {
  /// `f_i . f_j`
  case linearGram = "linear-gram"
  /// `C_ij = f_i . f_j / (|f_i| |f_j|)`
  case cosineSimilarity = "cosine-similarity"
  /// `1 - C_ij`, the kernel of the paper's figures.
  case cosineDistance = "cosine-distance"
  /// `|f_i - f_j|_1`
  case l1
  /// `D_ij = |f_i - f_j|_2`
  case l2
  /// `D_ij^2`
  case squaredL2 = "squared-l2"
  /// `exp(-D_ij^2 / (2 b^2))`, `b` the median of `D_ij` over `i < j`; the limit where `b = 0`.
  case rbf
  /// `exp(-D_ij / b)`, the same `b` and limit.
  case laplacian
  /// `(f_i . f_j / n + 1)^2`
  case polynomial
}

/// A kernel matrix and how many features were exactly zero.
public struct KernelMatrix: Sendable {
  /// Shape `(N, N)`, symmetric.
  public let matrix: Matrix<Double>
  /// Zero features; their normalised form is taken as zero.
  public let zeroFeatures: Int
}

extension FeatureKernel {
  /// The kernel matrix of the rows of `features`, `(N, n)`.
  ///
  /// - Complexity: O(N^2 n).
  public func matrix(of features: Matrix<Double>) -> KernelMatrix {
    let zeroFeatures = features.zeroRows
    /// `exp(-ratio)`; 0 / 0 is a feature and its copy with bandwidth 0, which are alike.
    func decay(_ ratio: Double) -> Double { ratio.isNaN ? 1 : exp(-ratio) }
    func kernel(_ matrix: Matrix<Double>) -> KernelMatrix {
      KernelMatrix(matrix: matrix, zeroFeatures: zeroFeatures)
    }
    switch self {
    case .linearGram: return kernel(features.transposed.gram())
    case .cosineSimilarity: return kernel(features.normalisedRows.transposed.gram())
    case .cosineDistance:
      return kernel(features.normalisedRows.transposed.gram().map { 1 - $0 })
    case .l1: return kernel(features.pairwise { abs($0 - $1) })
    case .l2: return kernel(features.squaredDistances.map { $0.squareRoot() })
    case .squaredL2: return kernel(features.squaredDistances)
    case .rbf:
      let squares = features.squaredDistances
      let bandwidth = squares.medianDistance
      return kernel(squares.map { decay($0 / (2 * bandwidth * bandwidth)) })
    case .laplacian:
      let squares = features.squaredDistances
      let bandwidth = squares.medianDistance
      return kernel(squares.map { decay($0.squareRoot() / bandwidth) })
    case .polynomial:
      let width = Double(max(1, features.columns))
      return kernel(
        features.transposed.gram().map { ($0 / width + 1) * ($0 / width + 1) })
    }
  }
}

extension Matrix<Double> {
  /// The number of rows that are exactly zero.
  var zeroRows: Int { rowNorms.count { $0 == 0 } }

  /// Rows scaled to norm one; zero rows stay zero.
  var normalisedRows: Matrix {
    let norms = rowNorms
    return Matrix(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { source in
        for (row, norm) in norms.enumerated() {
          for i in row * columns..<(row + 1) * columns {
            target[i] = norm > 0 ? source[i] / norm : 0
          }
        }
      }
    }
  }

  /// `|f_i - f_j|^2`, from the differences themselves: the form through the Gram matrix cancels.
  fileprivate var squaredDistances: Matrix {
    pairwise { ($0 - $1) * ($0 - $1) }
  }

  /// `sum over columns of term(f_ik, f_jk)` for all pairs of rows.
  fileprivate func pairwise(_ term: (Double, Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: rows) { target in
      withUnsafeBufferPointer { f in
        for i in 0..<rows {
          for j in 0...i {
            var sum = 0.0
            for k in 0..<columns { sum += term(f[i * columns + k], f[j * columns + k]) }
            target[i * rows + j] = sum
            target[j * rows + i] = sum
          }
        }
      }
    }
  }

  /// The median over `i < j` of the square roots of the elements; 0 for fewer than two rows.
  fileprivate var medianDistance: Double {
    let distances = (0..<rows).flatMap { i in (0..<i).map { self[i, $0] } }.sorted()
    guard !distances.isEmpty else { return 0 }
    let middle = distances.count / 2
    let upper = distances[middle].squareRoot()
    return distances.count.isMultiple(of: 2)
      ? (distances[middle - 1].squareRoot() + upper) / 2 : upper
  }
}
