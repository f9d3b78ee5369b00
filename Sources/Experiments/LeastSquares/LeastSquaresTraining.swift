import Datasets
import Networks
import Spectra
import Tensors
import Training

/// A training of the least-squares family: a network, its start and its task, and when it ends.
///
/// Trained in single precision; ranks are taken in double precision. Losses are
/// `ℓ = ‖F - Y‖²_F/(mn)`, in the units of the targets.
///
/// - Source: specification of the low-rank simplicity bias, section 4.0, least-squares family.
struct LeastSquaresTraining: Sendable {
  /// The network.
  let network: Architecture
  /// Where it starts, shape `(1, network.layout.count)`.
  let start: Matrix<Float>
  /// What it learns.
  let task: RegressionTask<Float>
  /// Steps at most.
  let maximumSteps: Int
  /// The training has converged when `ℓ` is below this multiple of the targets' mean square: 1e-6 for
  /// linear networks, 1e-4 for others; 0 to take all steps.
  let relativeLoss: Double
  /// The factor on the learning rate.
  var schedule = Schedule.constant
  /// A loss above this multiple of the first one means divergence.
  var divergenceFactor = 1e6

  /// How one training ended.
  struct Result: Codable, Sendable, Hashable {
    /// The network after the training.
    let network: NetworkMeasures
    /// How it ended.
    let outcome: TrainingOutcome
    /// The learning rate of the training that did not diverge.
    let learningRate: Double
    /// How often the rate was halved after a divergence.
    let halvings: Int
  }

  /// Trains; after a divergence again from the same start with half the rate.
  ///
  /// - Parameters:
  ///   - rate: The learning rate to begin with.
  ///   - limit: How often the rate may be halved.
  ///   - optimizer: The optimizer with a learning rate.
  /// - Returns: How it ended, and the parameters.
  /// - Throws: `DecompositionError` if a spectrum does not converge.
  func result<Method: Optimizer>(
    rate: Double, halvings limit: Int = 8, optimizer: (Double) -> Method
  ) throws -> (result: Result, parameters: Matrix<Float>) {
    var rate = rate
    var halvings = 0
    while true {
      let training = trained(with: optimizer(rate), maximumSteps: maximumSteps)
      let outcome = training.outcome ?? .spentBudget(steps: training.state.step)
      if outcome.hasDiverged && halvings < limit {
        rate /= 2
        halvings += 1
        continue
      }
      let measures = try NetworkMeasures(of: training.parameters, network: network, task: task)
      return (
        Result(
          network: measures, outcome: outcome, learningRate: rate, halvings: halvings),
        training.parameters
      )
    }
  }

  /// The learning rate that reaches the stop rule first, else the one with the least loss; where all
  /// diverge, the smallest.
  func selectedRate<Method: Optimizer>(
    from candidates: [Double] = LearningRateSelection.candidates, optimizer: (Double) -> Method
  ) -> Double {
    let (rate, attempt) = LearningRateSelection.select(
      from: candidates, maximumSteps: maximumSteps
    ) { rate, steps in
      let training = trained(with: optimizer(rate), maximumSteps: steps)
      return LearningRateSelection.Attempt(
        outcome: training.outcome ?? .spentBudget(steps: training.state.step),
        loss: training.memory.last ?? .infinity)
    }
    return attempt.outcome.hasDiverged ? candidates.min() ?? rate : rate
  }

  /// The training after its last step.
  private func trained<Method: Optimizer>(
    with optimizer: Method, maximumSteps: Int
  ) -> Trainer<Method, Float> {
    // The optimised loss is ‖F - Y‖²/(2m) = n/2 · ℓ.
    let lossBelow = Double(network.outputs) / 2 * relativeLoss * task.targetVariance
    var training = Trainer(
      from: start, trainable: network.layout.trainableCount, optimizer: optimizer,
      schedule: schedule,
      until: StoppingRule(
        maximumSteps: maximumSteps, lossBelow: relativeLoss > 0 ? lossBelow : nil,
        divergenceFactor: divergenceFactor))
    var objective = NetworkObjective(
      network, inputs: task.trainInputs, targets: task.trainTargets)
    training.advance(on: &objective)
    return training
  }
}
