import Networks
import Tensors
import Theory
import Training

/// `ρ/2 ‖A(w) - Y‖²_F + μ · cost(w)` of the weights `w` of a ``ResidualNetwork``.
///
/// With `ρ = 1` the training of a network with weight decay; with other `ρ` and a shifted target the
/// augmented Lagrangian of "the least cost with `A(w) = A`". The gradient of the first term is that of
/// the network, `∇W_out = E h_Lᵀ` and so on backwards with `E = A(w) - Y`; the second adds `μ` times the
/// tensor's factor times the weight.
struct WeightNormObjective: Objective {
  /// What represents the matrix.
  let network: ResidualNetwork
  /// `λ`.
  let lambda: Double
  /// `μ`.
  let weight: Double
  /// `ρ`.
  private(set) var fit = 1.0
  private var fitting: NetworkObjective<Double>
  private let factors: [(range: Range<Int>, factor: Double)]

  /// The objective for a target `Y`, shape `(outputs, inputs)`.
  init(_ network: ResidualNetwork, target: Matrix<Double>, lambda: Double, weight: Double) {
    (self.network, self.lambda, self.weight) = (network, lambda, weight)
    factors = network.costFactors(lambda: lambda)
    fitting = network.fitting(target)
  }

  var parameterCount: Int { fitting.parameterCount }

  /// Moves the target and changes its weight.
  mutating func aim(at target: Matrix<Double>, fit: Double) {
    self.fit = fit
    let (inputs, targets) = network.probes(target)
    fitting.replaceData(inputs: inputs, targets: targets)
  }

  mutating func loss(at parameters: UnsafeMutablePointer<Double>) -> Double {
    fit * fitting.loss(at: parameters)
      + weight * factors.reduce(0) { $0 + $1.factor / 2 * squaredNorm(parameters, $1.range) }
  }

  mutating func gradient(
    at parameters: UnsafeMutablePointer<Double>,
    _ use: (Range<Int>, UnsafePointer<Double>) -> Void
  ) -> Double {
    let (fit, weight, factors) = (fit, weight, factors)
    var cost = 0.0
    let loss = withUnsafeTemporaryAllocation(of: Double.self, capacity: parameterCount) { scratch in
      fitting.gradient(at: parameters) { range, gradient in
        guard let target = scratch.baseAddress,
          let factor = factors.first(where: { $0.range == range })?.factor
        else { preconditionFailure("a network without a tensor at \(range)") }
        cost += factor / 2 * squaredNorm(parameters, range)
        for (place, index) in range.enumerated() {
          target[place] = fit * gradient[place] + weight * factor * parameters[index]
        }
        use(range, target)
      }
    }
    return fit * loss + weight * cost
  }
}

private func squaredNorm(_ values: UnsafeMutablePointer<Double>, _ range: Range<Int>) -> Double {
  var sum = 0.0
  for index in range { sum += values[index] * values[index] }
  return sum
}

extension ResidualNetwork {
  /// `½ ‖A(w) - Y‖²_F` as an ordinary loss of the network.
  func fitting(_ target: Matrix<Double>) -> NetworkObjective<Double> {
    let (inputs, targets) = probes(target)
    return NetworkObjective(architecture, inputs: inputs, targets: targets)
  }

  /// Inputs `√n I` and their targets: the squared loss, a mean over its `n` rows, is then
  /// `½ ‖A(w) - Y‖²_F`.
  func probes(_ target: Matrix<Double>) -> (inputs: Matrix<Double>, targets: Matrix<Double>) {
    let scale = Double(architecture.inputs).squareRoot()
    return (scale * .identity(architecture.inputs), scale * target.transposed)
  }
}
