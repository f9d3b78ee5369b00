import Datasets
import Networks
import Randomness
import Tensors

/// Square linear networks without bias that learn a linear teacher from few samples, without noise.
///
/// - Source: specification of the low-rank simplicity bias, section 4.0, least-squares family.
struct LinearStudy: Hashable, Sendable {
  /// The number n of inputs, of outputs and of units of every layer.
  var width = 32
  /// The rank of the teacher, a raw one.
  let rank: Int
  /// The number m of training samples; under-determined for m < n.
  let samples: Int
  /// The number of weight matrices.
  let depth: Int
  /// Steps at most.
  let maximumSteps: Int

  /// The training of one repeat, from weights with entries N(0, 1/n).
  ///
  /// Repeats of one path have one task for all depths, nested teachers for all ranks and nested
  /// samples for all numbers of samples; only the start is drawn anew at every depth.
  ///
  /// - Parameter path: The path of the repeat.
  /// - Returns: The training before its first step.
  /// - Throws: The error of a decomposition or of an architecture; depth and width are positive.
  func training(path: SeedPath) throws -> LeastSquaresTraining {
    let teacher = try LinearTeacher(rank: rank, dimension: width, scale: .raw, path: path)
    let network = try Architecture.linear(width: width, depth: depth)
    var stream = RandomStream(path / "start" / "depth-\(depth)")
    return LeastSquaresTraining(
      network: network, start: try network.parameters(.kaiming(.normal), stream: &stream),
      task: RegressionTask(teacher: teacher, trainingSamples: samples, path: path),
      maximumSteps: maximumSteps, relativeLoss: 1e-6)
  }
}
