import Networks
import Randomness
public import Runs
import Spectra
import Tensors
import Training

/// A training on disk: it goes on from its checkpoint with the same bits, whenever and however it
/// was stopped, for any number of threads.
public struct TrainingRun: Sendable {
  /// What is trained.
  public let configuration: TrainingConfiguration
  /// Where its files are.
  public let folder: String

  /// A training in a folder; nothing is touched before ``run(resume:threads:stop:progress:)``.
  ///
  /// - Parameters:
  ///   - configuration: What is trained.
  ///   - folder: The folder of this training alone.
  public init(_ configuration: TrainingConfiguration, in folder: String) {
    (self.configuration, self.folder) = (configuration, folder)
  }

  /// Trains to the end, or until somebody asks to stop.
  ///
  /// - Parameters:
  ///   - resume: Whether to go on from the checkpoint in the folder, if there is one; otherwise it is
  ///     set aside with its log in a new folder `previous-1`, `previous-2`, ….
  ///   - threads: How many cores to use; the numbers do not depend on it.
  ///   - stop: Asked between pieces of a fraction of a second; a checkpoint is written then.
  ///   - progress: Told after every piece how the training stands.
  /// - Returns: How the networks stand.
  /// - Throws: ``TrainingRunError`` for data or files that cannot be read or written.
  public func run(
    resume: Bool = false, threads: Int, stop: StopToken = StopToken(),
    progress: (TrainingState) -> Void = { _ in }
  ) throws -> TrainingResult {
    precondition(threads >= 1, "\(threads) threads")
    switch configuration.precision {
    case .float32:
      return try run(
        configuration.optimizer.optimizer, as: Float.self, resume, threads, stop, progress)
    case .float64:
      return try run(
        configuration.optimizer.optimizer, as: Double.self, resume, threads, stop, progress)
    }
  }

  private func run<Method: Optimizer, Scalar: MatrixScalar>(
    _ optimizer: Method, as scalar: Scalar.Type, _ resume: Bool, _ threads: Int,
    _ stop: StopToken, _ progress: (TrainingState) -> Void
  ) throws -> TrainingResult {
    let path = SeedPath(root: configuration.seed) / "train"
    let optimizers = (0..<configuration.networks).map { optimizer.drawing(forNetwork: $0) }
    let samples = try configuration.source.samples(
      for: configuration.loss, path: path / "data", as: scalar)
    let folder = try TrainingFolder(self.folder, configuration, resume: resume)
    let checkpoint = try TrainingCheckpoint<Method, Scalar>(
      folder.checkpointPath, configuration, optimizers: optimizers, data: samples.digests)
    let trainings = try checkpoint?.trainings ?? begin(optimizers, path: path)
    var session = TrainingSession(
      configuration, folder, samples: samples, trainings: trainings,
      log: try TrainingLog(folder.logPath, length: checkpoint?.logLength ?? 0))
    try session.advance(threads: threads, stop: stop, progress: progress)
    return try session.result(isInterrupted: !session.isDone)
  }

  /// The networks before their first step, each with draws of its own.
  private func begin<Method: Optimizer, Scalar: MatrixScalar>(
    _ optimizers: [Method], path: SeedPath
  ) throws -> [Trainer<Method, Scalar>] {
    let architecture = configuration.architecture
    return try optimizers.enumerated().map { index, optimizer in
      var stream = RandomStream(path / "network-\(index)" / "weights")
      return Trainer(
        from: try architecture.parameters(configuration.initialization, stream: &stream),
        trainable: architecture.layout.trainableCount, optimizer: optimizer,
        schedule: configuration.schedule, until: configuration.rule)
    }
  }
}

/// How a training stands; for people who wait for it.
public struct TrainingState: Sendable {
  /// Steps that the slowest network has taken.
  public let step: Int
  /// The budget of steps.
  public let maximumSteps: Int
  /// How many networks are done.
  public let finished: Int
  /// How many networks there are.
  public let networks: Int
  /// The median of the last losses; nil before the first step.
  public let loss: Double?
  /// The spectral entropy that was recorded last: the mean over matrices, the median over networks.
  public let spectralEntropy: Double?
}
