import Foundation
import Randomness
import Tensors

/// The normal distribution `m + σ N(0, C)` of ``CMAES`` and its evolution paths.
struct SearchDistribution {
  /// `m`, shape `(n)`.
  var mean: [Double]
  /// `p_c`, shape `(n)`.
  private var covariancePath: [Double]
  /// `p_σ`, shape `(n)`.
  private var deviationPath: [Double]
  /// `σ`.
  private var deviation: Double
  /// `C`.
  private var shape: CovarianceShape

  /// The start: no path yet, `C` the identity.
  init(mean: [Double], deviation: Double, _ covariance: CMAES.Covariance) {
    self.mean = mean
    self.deviation = deviation
    covariancePath = mean.map { _ in 0 }
    deviationPath = covariancePath
    shape = CovarianceShape(dimension: mean.count, covariance)
  }

  /// The distribution that ``numbers`` describes.
  init(_ numbers: [[Double]], _ covariance: CMAES.Covariance) {
    precondition(
      numbers.count == CMAES.numberNames.count,
      "\(numbers.count) arrays for the \(CMAES.numberNames.count) of a CMA-ES state")
    mean = numbers[0]
    covariancePath = numbers[1]
    deviationPath = numbers[2]
    deviation = numbers[3][0]
    shape = CovarianceShape(Array(numbers[4...]), covariance)
  }

  /// Everything, named by ``CMAES/numberNames``.
  var numbers: [[Double]] {
    [mean, covariancePath, deviationPath, [deviation]] + shape.numbers
  }

  /// Draws `y = B D z ~ N(0, C)`.
  func samples(_ count: Int, using stream: inout RandomStream) -> SampleRows {
    let n = mean.count
    let z = Matrix<Double>(rows: count, columns: n, from: .standardNormal, using: &stream)
    return SampleRows(rows: shape.stretched(z))
  }

  /// Places `m + σ y` into parameters.
  func place<Scalar: MatrixScalar>(
    _ y: UnsafeBufferPointer<Double>, into parameters: UnsafeMutablePointer<Scalar>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: mean.count) { x in
      for i in mean.indices { x[i] = mean[i] + deviation * y[i] }
      write(UnsafeBufferPointer(x), into: parameters)
    }
  }

  /// Moves mean, paths, deviation and covariance; equations 41 to 47 of the tutorial.
  mutating func adapt(
    to samples: SampleRows, losses: [Double], _ constants: StrategyConstants, generation: Int
  ) {
    let ranks = losses.map { $0.isFinite ? $0 : .infinity }
    guard !mean.isEmpty, ranks.contains(where: \.isFinite) else { return }
    // Equal losses stay in the order of their draws, on every machine.
    let order = ranks.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    let before = self
    let n = Double(mean.count)

    var drift = mean.map { _ in 0.0 }
    for (k, weight) in zip(order, constants.weights) where weight > 0 {
      samples.withRow(k) { y in for i in drift.indices { drift[i] += weight * y[i] } }
    }
    for i in mean.indices { mean[i] += deviation * drift[i] }

    let sigmaRate = constants.deviationPathRate
    let sigmaStep = (sigmaRate * (2 - sigmaRate) * constants.effectiveParents).squareRoot()
    let whitened = shape.whitened(drift)
    for i in mean.indices {
      deviationPath[i] = (1 - sigmaRate) * deviationPath[i] + sigmaStep * whitened[i]
    }
    let length = deviationPath.reduce(0) { $0 + $1 * $1 }.squareRoot()
    deviation *= exp(
      min(1, sigmaRate / constants.damping * (length / constants.expectedLength - 1)))

    // A path that is too long says that the deviation is too small: then C does not grow.
    let warmth = (1 - pow(1 - sigmaRate, 2 * Double(generation + 1))).squareRoot()
    let isShort = length / warmth < (1.4 + 2 / (n + 1)) * constants.expectedLength
    let rate = constants.covariancePathRate
    let step = isShort ? (rate * (2 - rate) * constants.effectiveParents).squareRoot() : 0
    for i in mean.indices {
      covariancePath[i] = (1 - rate) * covariancePath[i] + step * drift[i]
    }
    shape.adapt(
      path: covariancePath, lostVariance: isShort ? 0 : rate * (2 - rate), samples, order,
      constants)
    shape.decompose(generation: generation, period: constants.decompositionPeriod)

    let isSound = deviation.isFinite && deviation > 0 && mean.allSatisfy(\.isFinite)
    if !isSound || !shape.isFinite { self = before }
  }
}

/// The `y` of a generation, one per row.
struct SampleRows {
  let rows: Matrix<Double>

  func withRow<R>(_ k: Int, _ body: (UnsafeBufferPointer<Double>) -> R) -> R {
    rows.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[k * rows.columns..<(k + 1) * rows.columns]))
    }
  }
}
