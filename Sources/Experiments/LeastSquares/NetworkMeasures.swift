import Datasets
import Networks
import Spectra
import Tensors

/// What the least-squares experiments measure of a network on a task; a value that is not finite is
/// absent.
struct NetworkMeasures: Codable, Sendable, Hashable {
  /// `ℓ = ‖F - Y‖²_F/(mn)` on the training set.
  let trainLoss: Double?
  /// The same on the test set.
  let testLoss: Double?
  /// `ρ` of the cosine-distance kernel of the outputs on the test inputs.
  let kernelRank: Double?
  /// `ρ(W)` of the effective weight of an affine network.
  let weightRank: Double?
  /// Test inputs without an output direction, which the kernel counts as zero features.
  let zeroFeatures: Int

  init(of parameters: Matrix<Float>, network: Architecture, task: RegressionTask<Float>) throws {
    let outputs = network.outputs(of: parameters, on: task.testInputs)
    trainLoss = meanSquare(
      network.outputs(of: parameters, on: task.trainInputs), minus: task.trainTargets)
    testLoss = meanSquare(outputs, minus: task.testTargets)
    let features = outputs.converted(to: Double.self)
    let kernel =
      features.firstNonFinite == nil
      ? try FeatureKernel.cosineDistance.spectrum(of: features) : nil
    kernelRank = kernel?.spectralEntropy
    zeroFeatures = kernel?.zeroFeatures ?? 0
    let weight =
      network.isAffine ? network.effectiveWeight(of: parameters).converted(to: Double.self) : nil
    weightRank = try weight.flatMap { weight in
      weight.firstNonFinite == nil ? try spectralEntropy(of: weight) : nil
    }
  }
}

/// The mean square of the entries of a difference, nil if it is not finite.
private func meanSquare(_ a: Matrix<Float>, minus b: Matrix<Float>) -> Double? {
  let difference = a.converted(to: Double.self) - b.converted(to: Double.self)
  let norm = difference.frobeniusNorm
  let value = norm * norm / Double(max(difference.rows * difference.columns, 1))
  return value.isFinite ? value : nil
}
