import Networks
import Randomness
import Spectra
import Tensors

/// A map through a bottleneck that ``BottleneckRank`` looks at.
public enum BottleneckMap: Codable, Hashable, Sendable {
  /// A fixed map `ℝ³ → ℝ → ℝ³` whose costs are known.
  case reference
  /// The map `T: [-1, 1]² → ℝ³` of Jacobian rank 1 and bottleneck rank 2.
  case tripod
  /// Random ReLU networks `ℝᵈ → ℝᵏ → ℝᵈ`, `d = max(4, k)`, whose derivative has rank `k` somewhere:
  /// their bottleneck rank is `k`.
  case random(bottleneck: Int, draw: Int)
  /// A random linear map `ℝ⁵ → ℝ⁴` of a given rank.
  case linear(rank: Int)

  /// The name in claims and seed paths.
  var name: String {
    switch self {
    case .reference: "reference"
    case .tripod: "tripod"
    case .random(let k, let draw): "random-k-\(k)-draw-\(draw)"
    case .linear(let rank): "linear-rank-\(rank)"
    }
  }

  /// The bottleneck rank, and but for the tripod the Jacobian rank.
  var bottleneck: Int {
    switch self {
    case .reference: 1
    case .tripod: 2
    case .random(let k, _): k
    case .linear(let rank): rank
    }
  }

  /// The factorization over `[-1, 1]ᵈ`.
  func factorization(root: SeedPath) throws -> BottleneckFactorization {
    let (h, g) = try networks(root: root)
    return try BottleneckFactorization(
      encoder: h, decoder: g, over: Array(repeating: -1...1, count: h.inputs))
  }

  private func networks(root: SeedPath) throws -> (h: ReLUNetwork, g: ReLUNetwork) {
    switch self {
    case .reference: return try Self.referenceNetworks()
    case .tripod: return (try ReLUNetwork([AffineMap(.identity(2))]), try Self.tripodNetwork())
    case .random(let k, let draw):
      // Odd draws have one hidden layer more on each side, so that copies between layers occur.
      return try Self.random(bottleneck: k, layers: 1 + draw % 2, path: root / "map" / name)
    case .linear(let rank):
      var stream = RandomStream(root / "map" / name)
      let left = Matrix<Double>(rows: 4, columns: rank, from: .standardNormal, using: &stream)
      let right = Matrix<Double>(rows: rank, columns: 5, from: .standardNormal, using: &stream)
      return try Self.balanced(left.times(right), rank: rank)
    }
  }

  /// `T(x) = (relu(x₁ - |x₂|), relu(x₂ - |x₁|), relu(-x₁ - |x₂|))` with `|a| = relu(a) + relu(-a)`.
  static func tripodNetwork() throws -> ReLUNetwork {
    try ReLUNetwork([
      AffineMap(Matrix([[1, 0], [-1, 0], [0, 1], [0, -1]])),
      AffineMap(Matrix([[1, -1, -1, -1], [-1, -1, 1, -1], [-1, 1, -1, -1]])),
      AffineMap(.identity(3)),
    ])
  }

  private static func referenceNetworks() throws -> (h: ReLUNetwork, g: ReLUNetwork) {
    let h = try ReLUNetwork([
      AffineMap(
        Matrix([[2.0, -2.6, 0.4], [-0.6, -0.5, -0.2], [-2.0, -0.2, -0.9], [3.3, 0.2, -0.4]]),
        bias: [-0.1, -0.2, -0.3, -0.1]),
      AffineMap(Matrix([[0.5, 0.2, 1.0, 0.2]]), bias: [0.2]),
    ])
    let g = try ReLUNetwork([
      AffineMap(
        Matrix([[0.0], [1.5], [0.5], [-0.5], [-0.2], [0.5]]),
        bias: [1.9, -0.3, -0.2, 1.0, -0.9, -0.3]),
      AffineMap(
        Matrix([
          [0.9, 0.6, 0.1, 0.7, -2.8, 1.0], [-1.0, -1.7, 0.3, 0.7, -0.4, -1.1],
          [0.0, -0.1, 1.4, 0.7, 0.2, 1.1],
        ]), bias: [-0.2, -0.9, 0.6]),
    ])
    return (h, g)
  }

  /// The first of a sequence of draws whose derivative has rank `k` somewhere.
  ///
  /// Units that are off everywhere can hold the rank below `k`; then the bottleneck rank is not known.
  private static func random(
    bottleneck k: Int, layers: Int, path: SeedPath
  ) throws -> (h: ReLUNetwork, g: ReLUNetwork) {
    let dimension = max(4, k)
    let hidden = Array(repeating: max(6, 2 * k), count: layers)
    for attempt in 0..<1000 {
      var stream = RandomStream(path / "attempt-\(attempt)")
      let h = try random(widths: [dimension] + hidden + [k], &stream)
      let g = try random(widths: [k] + hidden + [dimension], &stream)
      let points = Matrix<Double>(
        rows: 200, columns: dimension, from: .uniform(-1...1), using: &stream)
      if try JacobianSpectra(of: g.after(h), at: points).rank == k { return (h, g) }
    }
    throw ExperimentError(
      .invalidValue,
      "Of 1000 random maps with a bottleneck of \(k) none has a derivative of that rank; "
        + "choose smaller bottlenecks.")
  }

  /// Weights of variance `2/fanIn`, biases of standard deviation 0.3.
  private static func random(
    widths: [Int], _ stream: inout RandomStream
  ) throws -> ReLUNetwork {
    try ReLUNetwork(
      zip(widths, widths.dropFirst()).map { inputs, outputs in
        let deviation = (2 / Double(inputs)).squareRoot()
        let weight = Matrix<Double>(
          rows: outputs, columns: inputs, from: .normal(mean: 0, standardDeviation: deviation),
          using: &stream)
        let bias = stream.values(outputs, from: .normal(mean: 0, standardDeviation: 0.3))
        return AffineMap(weight, bias: bias)
      })
  }

  /// `h = S^{1/2} Vᵀ` and `g = U S^{1/2}` of the first `rank` singular values of a matrix.
  private static func balanced(
    _ a: Matrix<Double>, rank: Int
  ) throws -> (h: ReLUNetwork, g: ReLUNetwork) {
    let factors = try balancedFactors(of: a, depth: 2, width: rank)
    return (try ReLUNetwork([AffineMap(factors[0])]), try ReLUNetwork([AffineMap(factors[1])]))
  }
}
