import Spectra
import Tensors

/// The covariance `C = B D² Bᵀ` of ``CMAES``; in the separable form `B` is the identity.
struct CovarianceShape {
  /// `C`, of which `B` and `D` may lag behind, `(n, n)` or its diagonal `(1, n)`.
  private var matrix: Matrix<Double>
  /// `B`, `(n, n)`, one axis per column; nothing in the separable form.
  private var axes: Matrix<Double>
  /// The diagonal of `D`.
  private var lengths: [Double]
  /// The generation after which `B` and `D` were computed.
  private var decomposedAt: Double

  /// The identity.
  init(dimension n: Int, _ covariance: CMAES.Covariance) {
    matrix =
      covariance == .full
      ? .identity(n) : Matrix(rows: 1, columns: n, repeating: 1)
    axes = covariance == .full ? .identity(n) : Matrix(rows: 0, columns: n)
    lengths = Array(repeating: 1, count: n)
    decomposedAt = -1
  }

  /// The covariance that ``numbers`` describes.
  init(_ numbers: [[Double]], _ covariance: CMAES.Covariance) {
    let n = numbers[2].count
    let rows = covariance == .full ? (n, n) : (1, 0)
    matrix = Matrix(rows: rows.0, columns: n, elements: numbers[0])
    axes = Matrix(rows: rows.1, columns: n, elements: numbers[1])
    lengths = numbers[2]
    decomposedAt = numbers[3][0]
  }

  /// `C`, `B`, `D` and the generation of the decomposition.
  var numbers: [[Double]] { [matrix.elements, axes.elements, lengths, [decomposedAt]] }

  var isFinite: Bool {
    matrix.firstNonFinite == nil && lengths.allSatisfy { $0.isFinite && $0 > 0 }
  }

  /// The rows `B D z` for rows `z`.
  func stretched(_ z: Matrix<Double>) -> Matrix<Double> {
    let scaled = Matrix<Double>(rows: z.rows, columns: z.columns) { target in
      z.withUnsafeBufferPointer { source in
        lengths.withUnsafeBufferPointer { lengths in
          for row in 0..<z.rows {
            let start = row * z.columns
            for i in lengths.indices { target[start + i] = lengths[i] * source[start + i] }
          }
        }
      }
    }
    return axes.rows == 0 ? scaled : scaled.times(axes, transposing: .right)
  }

  /// `B D⁻¹ Bᵀ y`.
  func whitened(_ y: [Double]) -> [Double] {
    guard axes.rows > 0 else { return zip(y, lengths).map(/) }
    let row = Matrix(rows: 1, columns: y.count, elements: y).times(axes)
    let scaled = Matrix(
      rows: 1, columns: y.count, elements: zip(row.elements, lengths).map(/))
    return scaled.times(axes, transposing: .right).elements
  }

  /// Equation 47: `C ← (1 + c₁ δ - c₁ - c_μ Σ w) C + c₁ p pᵀ + c_μ Σ wᵢ° yᵢ yᵢᵀ`.
  ///
  /// - Parameters:
  ///   - path: `p`, shape `(n)`.
  ///   - lostVariance: `δ`.
  ///   - samples: The `y`.
  ///   - order: Their numbers in ascending order of the losses.
  ///   - constants: The rates and weights.
  mutating func adapt(
    path: [Double], lostVariance: Double, _ samples: SampleRows, _ order: [Int],
    _ constants: StrategyConstants
  ) {
    let n = path.count
    let (one, many) = (constants.rankOneRate, constants.rankManyRate)
    let kept = 1 + one * lostVariance - one - many * constants.weights.reduce(0, +)
    var terms: [(coefficient: Double, y: [Double])] = [(one, path)]
    for (k, weight) in zip(order, constants.weights) where weight != 0 {
      let y = samples.rows.row(k)
      var coefficient = many * weight
      if weight < 0 {
        let length = whitened(y).reduce(0) { $0 + $1 * $1 }
        coefficient *= length > 0 ? Double(n) / length : 0
      }
      terms.append((coefficient, y))
    }
    guard axes.rows > 0 else {
      matrix.withUnsafeMutableBufferPointer { c in
        for i in c.indices { c[i] *= kept }
        for term in terms {
          for i in c.indices { c[i] += term.coefficient * term.y[i] * term.y[i] }
        }
      }
      return
    }
    func gram(_ sign: Double) -> Matrix<Double> {
      let chosen = terms.filter { $0.coefficient * sign > 0 }
      return Matrix(
        rows: chosen.count, columns: n,
        elements: chosen.flatMap { term in
          let root = abs(term.coefficient).squareRoot()
          return term.y.map { root * $0 }
        }
      ).gram()
    }
    matrix = kept * matrix + gram(1) - gram(-1)
  }

  /// Recomputes `B` and `D` if `period` generations have passed.
  mutating func decompose(generation: Int, period: Int) {
    guard axes.rows > 0 else {
      lengths = matrix.elements.map { $0.squareRoot() }
      return
    }
    guard Double(generation) - decomposedAt >= Double(period) else { return }
    // A matrix that cannot be decomposed keeps its old axes until a later generation.
    guard let eigen = try? SymmetricEigendecomposition(matrix),
      let largest = eigen.values.last, largest > 0
    else { return }
    // Rounding may leave eigenvalues at or below zero where the condition is 10¹⁵ or worse.
    lengths = eigen.values.map { max($0, 1e-15 * largest).squareRoot() }
    axes = eigen.vectors
    decomposedAt = Double(generation)
  }
}
