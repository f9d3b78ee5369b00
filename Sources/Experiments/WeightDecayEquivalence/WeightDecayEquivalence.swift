import Foundation
import Networks
public import Randomness
import Runs
import Spectra
import Tensors
public import Theory
import Training

/// Training a linear ResNet with weight decay ends where the spectral penalty says.
///
/// For every loss, `min over weights of loss(network) + μ · cost(weights)` is
/// `min over A of loss(A) + μ Σ φ(σᵢ(A))`. With the loss `½ ‖A - Y‖²_F` the right side is one proximal
/// operator per singular value of `Y`, and the left side is a training.
///
/// - Source: derived from the exact cost of E. Boix-Adsera, arXiv 2501.19149, Theorem 2.1.
public struct WeightDecayEquivalence: Experiment {
  /// The resolved parameters.
  public let settings: WeightDecayEquivalenceSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// How the weights are trained.
  public enum Method: String, Codable, Hashable, Sendable {
    /// L-BFGS on `½ ‖A - Y‖²_F + μ · cost`, to a gradient of 1e-11.
    case quasiNewton = "l-bfgs"
    /// Gradient descent with momentum on `½ ‖A - Y‖²_F`, the optimizer's weight decay `wd = μ`.
    case uniformDecay = "weight-decay"
  }

  /// A network and its penalty.
  public struct Row: Codable, Hashable, Sendable {
    /// The kind of block.
    public let block: BlockKind
    /// `L`.
    public let blocks: Int
    /// `λ`.
    public let lambda: Double
    /// `μ`.
    public let weight: Double
    /// How it is trained.
    public let method: Method
  }

  /// One training.
  public struct Trial: Codable, Hashable, Sendable {
    /// The network and its penalty.
    public let row: Row
    /// The number of the start.
    public let start: Int
  }

  /// Where a training ended.
  public struct Outcome: Codable, Sendable {
    package var descent: Descent
    /// The optimum of the closed form, for the singular values of this target.
    package var optimum: Double
    /// The largest distance of an entry of the matrix from the closed form's.
    package var matrixError: Double
    /// The singular values reached.
    package var singularValues: [Double]
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: WeightDecayEquivalenceSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    trials = (WeightDecayReference.explicit + WeightDecayReference.uniform).flatMap { row in
      (0..<settings.starts).map { Trial(row: row, start: $0) }
    }
  }

  /// The root of the draws of a trial: its target and its start.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / trial.row.method.rawValue / trial.row.block.rawValue / "blocks-\(trial.row.blocks)"
      / "lambda-\(trial.row.lambda)" / "start-\(trial.start)"
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    Double(trial.row.blocks + 2) * (trial.row.method == .quasiNewton ? 1 : 2)
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let (row, width) = (trial.row, WeightDecayReference.target.count)
    var stream = RandomStream(seedPath(of: trial))
    let target = try Matrix.withSingularValues(
      WeightDecayReference.target, rows: width, columns: width, using: &stream)
    let network = try ResidualNetwork(
      row.block, blocks: row.blocks, inputs: width, outputs: width, width: width)
    var weights = network.weights(deviation: settings.deviation, using: &stream)
    var objective = WeightNormObjective(
      network, target: target, lambda: row.lambda, weight: row.weight)
    let descent =
      switch row.method {
      case .quasiNewton: weights.descend(&objective)
      case .uniformDecay:
        weights.decay(network.fitting(target), by: row.weight, &objective, settings.decaySteps)
      }
    let optimum = try row.optimum(target: target)
    let matrix = network.matrix(of: weights)
    return Outcome(
      descent: descent, optimum: optimum.objective,
      matrixError: matrix.largestDistance(from: optimum.matrix),
      singularValues: try singularValues(of: matrix, route: .direct).values)
  }
}

extension WeightDecayEquivalence.Row {
  /// `φ`.
  var penalty: ResNetPenalty {
    get throws(CostError) {
      try ResNetPenalty(block: block, depth: .blocks(blocks), lambda: lambda)
    }
  }

  /// The optimum by the closed form: a proximal operator of step `μ` on each singular value of `Y`.
  func optimum(
    target: Matrix<Double>
  ) throws -> (objective: Double, values: [Double], matrix: Matrix<Double>) {
    let decomposition = try SingularValueDecomposition(target)
    let (objective, values) = try optimum(singularValues: decomposition.values)
    return (
      objective, values,
      decomposition.left.times(.diagonal(values)).times(decomposition.right, transposing: .right)
    )
  }

  /// The optimal objective and singular values for a target with these singular values.
  func optimum(singularValues: [Double]) throws(CostError) -> (objective: Double, values: [Double])
  {
    let penalty = try penalty
    let proximal = penalty.proximalOperator(step: weight)
    let values = singularValues.map { proximal($0) }
    let loss = zip(values, singularValues).reduce(0) { sum, pair in
      sum + (pair.0 - pair.1) * (pair.0 - pair.1) / 2
    }
    return (loss + weight * penalty.total(of: values), values)
  }
}

extension Matrix<Double> {
  /// Trains with an ordinary optimizer whose weight decay is `decay`; `objective` only measures.
  fileprivate mutating func decay(
    _ loss: NetworkObjective<Double>, by decay: Double, _ objective: inout WeightNormObjective,
    _ steps: Int
  ) -> Descent {
    var (loss, trace) = (loss, Descent())
    var training = Trainer(
      from: self, trainable: loss.parameterCount,
      optimizer: Momentum(learningRate: 0.003, weightDecay: .coupled(decay)),
      until: StoppingRule(maximumSteps: steps))
    trace.append(objective.value(at: &self), at: 0)
    while training.outcome == nil {
      training.advance(on: &loss, steps: trace.nextPiece(atMost: 500))
      self = training.parameters
      trace.append(objective.value(at: &self), at: training.state.step)
    }
    trace.gradientNorm = objective.gradientNorm(at: &self)
    return trace
  }
}
