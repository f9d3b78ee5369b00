import Datasets
import Networks
public import Randomness
import Runs
import Spectra
import Tensors
public import Training

/// Residual connections slow the loss of rank with depth of linear networks.
///
/// - Source: Huh et al., earlier version, figure 13.
/// - Question: To which effective rank do plain networks, residual networks and residual networks
///   with batch normalisation converge, by depth?
/// - Prediction: Plain networks lose rank with depth; residual ones stay about flat, and without
///   batch normalisation they become unstable when deep.
/// - Falsifier: Plain depths out of order, or no smaller loss of rank with residual connections.
/// - Cost: twenty seconds on two cores; a minute at paper size.
public struct ResidualConnections: Experiment {
  /// The resolved parameters.
  public let settings: ResidualConnectionsSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  /// Learning rates, chosen when they are first needed.
  private let rates = Memo<RateKey, Double>()

  private struct RateKey: Hashable {
    let connection: Connection
    let depth: Int
  }

  /// A training, the same learning rate at two depths, or a block of networks as they begin.
  public enum Trial: Codable, Hashable, Sendable {
    /// A network of a depth learns the map of a repeat.
    case training(Connection, depth: Int, repeat: Int)
    /// A residual network of depth 32 without batch normalisation, at the rate at which one of depth 8
    /// trains on the same map.
    case transfer(repeat: Int)
    /// Networks at their initialisation.
    case initialisation(block: Int, networks: Int)
  }

  /// What a trial came to.
  public enum Outcome: Codable, Hashable, Sendable {
    /// How a training ended.
    case training(Converged)
    /// How the trainings of depths 8 and 32 ended, both at the same rate.
    case transfer(shallow: TrainingOutcome, deep: TrainingOutcome, learningRate: Double)
    /// Effective ranks and output variances at the start.
    case initialisation(ResidualStarts)
  }

  /// A network after its training.
  public struct Converged: Codable, Hashable, Sendable {
    /// `ρ(W)` with the statistics of the training batch; nil if the weight is not finite.
    public let rank: Double?
    /// `ρ(W)` with the running statistics of batch normalisation.
    public let evaluationRank: Double?
    /// How the training ended.
    public let outcome: TrainingOutcome
    /// The learning rate of the training that did not diverge.
    public let learningRate: Double
    /// How often the rate was halved after a divergence.
    public let halvings: Int
  }

  /// Plans the trials; see ``Experiment``.
  public init(
    settings: ResidualConnectionsSettings, root: SeedPath
  ) throws(ExperimentError) {
    guard settings.rank <= settings.width else {
      throw ExperimentError(
        .invalidValue,
        "residual-connections cannot learn a map of rank \(settings.rank) in networks of width "
          + "\(settings.width): lower 'rank' or raise 'width'.")
    }
    self.settings = settings
    self.root = root
    let trainings = Connection.allCases.flatMap { connection in
      settings.depths.flatMap { depth in
        (0..<settings.repeats).map { Trial.training(connection, depth: depth, repeat: $0) }
      }
    }
    let starts = stride(from: 0, to: settings.draws, by: Self.blockSize).enumerated().map {
      Trial.initialisation(block: $0, networks: min(Self.blockSize, settings.draws - $1))
    }
    trials = trainings + (0..<settings.repeats).map { .transfer(repeat: $0) } + starts
  }

  private static let blockSize = 250

  /// The depth whose learning rate is transferred, and the one that it is transferred to.
  private static let transferDepths = (from: 8, to: 32)

  /// The root of every draw of a trial: the tasks are shared by connections and depths.
  public func seedPath(of trial: Trial) -> SeedPath {
    switch trial {
    case .training(_, _, let number), .transfer(let number): root / "repeat-\(number)"
    case .initialisation(let block, _): root / "initialisation" / "block-\(block)"
    }
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    switch trial {
    case .training(let connection, let depth, _):
      Double(depth) * (connection == .residualBatchNorm ? 2 : 1)
    case .transfer, .initialisation: 8
    }
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let path = seedPath(of: trial)
    switch trial {
    case .training(let connection, let depth, _):
      return .training(try converged(connection, depth: depth, path: path))
    case .transfer:
      let (shallow, deep) = Self.transferDepths
      let working = try training(.residual, depth: shallow, path: path)
        .result(rate: try rate(.residual, depth: shallow)) { Momentum(learningRate: $0) }.result
      let transferred = try training(.residual, depth: deep, path: path)
        .result(rate: working.learningRate, halvings: 0) { Momentum(learningRate: $0) }.result
      return .transfer(
        shallow: working.outcome, deep: transferred.outcome, learningRate: working.learningRate)
    case .initialisation(_, let networks):
      var stream = RandomStream(path)
      return .initialisation(
        try ResidualStarts(networks: networks, width: settings.width, stream: &stream))
    }
  }

  private func converged(
    _ connection: Connection, depth: Int, path: SeedPath
  ) throws -> Converged {
    let training = try training(connection, depth: depth, path: path)
    let (result, parameters) = try training.result(rate: try rate(connection, depth: depth)) {
      Momentum(learningRate: $0)
    }
    return Converged(
      rank: try batchRank(connection, depth: depth, parameters, training.task.trainInputs),
      evaluationRank: result.network.weightRank, outcome: result.outcome,
      learningRate: result.learningRate, halvings: result.halvings)
  }

  /// The rate that converges first on a map that no trial sees.
  private func rate(_ connection: Connection, depth: Int) throws -> Double {
    try rates.value(for: RateKey(connection: connection, depth: depth)) {
      try training(connection, depth: depth, path: root / "tuning").selectedRate {
        Momentum(learningRate: $0)
      }
    }
  }

  /// The starts of one path and depth have the same weights for all connections.
  private func training(
    _ connection: Connection, depth: Int, path: SeedPath
  ) throws -> LeastSquaresTraining {
    let n = settings.width
    let network = try connection.network(width: n, depth: depth)
    let teacher = try LinearTeacher(rank: settings.rank, dimension: n, scale: .raw, path: path)
    var stream = RandomStream(path / "depth-\(depth)")
    return LeastSquaresTraining(
      network: network,
      start: try network.parameters(.variance(1 / Double(n), .normal), stream: &stream),
      task: RegressionTask(teacher: teacher, trainingSamples: settings.samples, path: path),
      maximumSteps: settings.steps, relativeLoss: 1e-6)
  }

  /// `ρ` of the linear part of the map that the training sees: batch normalisation with the mean and
  /// the biased variance of the training batch.
  private func batchRank(
    _ connection: Connection, depth: Int, _ parameters: Matrix<Float>, _ inputs: Matrix<Float>
  ) throws -> Double? {
    // With momentum 1 one training pass turns the running statistics into those of the batch.
    let network = try connection.network(
      width: settings.width, depth: depth, batchNorm: BatchNorm(momentum: 1))
    let program = NetworkProgram<Float>(network, rows: inputs.rows)
    var parameters = parameters
    parameters.withUnsafeMutableBufferPointer { parameters in
      inputs.withUnsafeBufferPointer { inputs in
        guard let parameters = parameters.baseAddress, let inputs = inputs.baseAddress
        else { return }
        _ = program.forward(parameters, inputs: inputs, mode: .training)
        // Running variances are unbiased ones.
        let bias = Float(program.rows - 1) / Float(program.rows)
        for entry in network.layout.entries where entry.role == .runningVariance {
          for index in entry.range { parameters[index] *= bias }
        }
      }
    }
    let weight = network.effectiveWeight(of: parameters).converted(to: Double.self)
    return weight.firstNonFinite == nil ? try spectralEntropy(of: weight) : nil
  }
}
