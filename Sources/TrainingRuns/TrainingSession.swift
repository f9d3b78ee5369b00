import Checkpoints
import Datasets
import Networks
import Runs
import Spectra
import Statistics
import Tensors
import Training

/// A call's share of a training: pieces of steps, each followed by its lines in the log, and
/// checkpoints when they are due.
struct TrainingSession<Method: Optimizer, Scalar: MatrixScalar>: ~Copyable {
  private let configuration: TrainingConfiguration
  private let folder: TrainingFolder
  private let samples: TrainingSamples<Scalar>
  private var fleet: Fleet<Method, Scalar>
  private var log: TrainingLog
  private var pace = Pace()
  /// When the last checkpoint was written, and whether anything has happened since.
  private var stored = ContinuousClock.now
  private var isStored = false
  /// The last recorded entropy of each network.
  private var entropies: [Double?]

  init(
    _ configuration: TrainingConfiguration, _ folder: TrainingFolder,
    samples: TrainingSamples<Scalar>, trainings: [Trainer<Method, Scalar>],
    log: consuming TrainingLog
  ) {
    (self.configuration, self.folder, self.samples) = (configuration, folder, samples)
    self.log = log
    entropies = trainings.map { _ in nil }
    fleet = Fleet(
      configuration.architecture, trainings: trainings,
      data: [(samples.train.inputs, samples.train.targets)], loss: configuration.loss,
      batches: configuration.batches)
  }

  /// Whether every network is done.
  var isDone: Bool { fleet.trainings.allSatisfy { $0.outcome != nil } }

  /// Trains until all networks are done or somebody asks to stop; the checkpoint then is the state.
  mutating func advance(
    threads: Int, stop: StopToken, progress: (TrainingState) -> Void
  ) throws(TrainingRunError) {
    progress(state)
    while !isDone, !stop.isRequested {
      try advanceOnePiece(threads: threads)
      isStored = false
      progress(state)
      if isDue { try store() }
    }
    if !isStored { try store() }
  }

  private mutating func advanceOnePiece(threads: Int) throws(TrainingRunError) {
    let open = fleet.trainings.indices.filter { fleet.trainings[$0].outcome == nil }
    var recorders = fleet.trainings.map { _ in
      SpectrumRecorder<Scalar>(
        configuration.architecture, configuration.spectrumSubject(), at: configuration.cadence)
    }
    let begun = ContinuousClock.now
    fleet.advance(steps: pieceLength, threads: threads, recorders: &recorders)
    pace.took(begun.duration(to: .now))
    for index in open where fleet.trainings[index].outcome != nil {
      recordEnd(of: fleet.trainings[index], in: &recorders[index])
    }
    var entries: [LogEntry] = []
    for index in open {
      let outcome = fleet.trainings[index].outcome
      let records = recorders[index].records
      for (place, record) in records.enumerated() {
        let isLast = outcome != nil && place == records.count - 1
        entries.append(LogEntry(network: index, record, outcome: isLast ? outcome : nil))
      }
      entropies[index] = entries.last?.meanEntropy ?? entropies[index]
    }
    try log.append(entries.sorted { $0.order < $1.order })
  }

  /// Records the parameters that a training ended with.
  private func recordEnd(
    of training: Trainer<Method, Scalar>, in recorder: inout SpectrumRecorder<Scalar>
  ) {
    var objective = NetworkObjective(
      configuration.architecture, inputs: samples.train.inputs, targets: samples.train.targets,
      loss: configuration.loss, batches: configuration.batches)
    let step = training.state.step
    objective.prepare(step: step)
    var parameters = training.parameters
    parameters.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      recorder.record(
        step: step, loss: objective.loss(at: base), parameters: UnsafeBufferPointer(buffer))
    }
  }

  // MARK: Pieces and checkpoints

  private var step: Int {
    fleet.trainings.lazy.filter { $0.outcome == nil }.map(\.state.step).min()
      ?? fleet.trainings.map(\.state.step).max() ?? 0
  }

  /// Steps of the next piece: a fraction of a second, and not beyond the next checkpoint.
  private var pieceLength: Int {
    guard case .steps(let count) = configuration.checkpoints else { return pace.steps }
    return min(pace.steps, count - step % count)
  }

  private var isDue: Bool {
    switch configuration.checkpoints {
    case .steps(let count): step.isMultiple(of: count)
    case .seconds(let seconds): stored.duration(to: .now) >= .seconds(seconds)
    }
  }

  private mutating func store() throws(TrainingRunError) {
    let checkpoint = TrainingCheckpoint(trainings: fleet.trainings, logLength: log.length)
    let file = checkpoint.file(configuration, data: samples.digests)
    do { try file.write(to: folder.checkpointPath) } catch {
      throw TrainingRunError(.unusableFolder, error.message)
    }
    (stored, isStored) = (.now, true)
  }

  // MARK: How it stands

  private var state: TrainingState {
    let losses = fleet.trainings.compactMap(\.memory.last).filter { !$0.isNaN }
    let known = entropies.compactMap(\.self)
    return TrainingState(
      step: step, maximumSteps: configuration.rule.maximumSteps,
      finished: fleet.trainings.count { $0.outcome != nil }, networks: fleet.trainings.count,
      loss: losses.isEmpty ? nil : quantile(0.5, of: losses),
      spectralEntropy: known.isEmpty ? nil : quantile(0.5, of: known))
  }

  /// What the networks came to, with the whole log.
  func result(isInterrupted: Bool) throws(TrainingRunError) -> TrainingResult {
    let entries = try TrainingLog.entries(in: folder.logPath)
    let last = Dictionary(entries.map { ($0.network, $0) }) { $1 }
    let networks = fleet.trainings.enumerated().map { index, training in
      TrainingResult.Network(
        outcome: training.outcome, steps: training.state.step, loss: last[index]?.loss,
        testLoss: training.outcome == nil ? nil : testLoss(of: training),
        spectra: last[index]?.spectra ?? [:])
    }
    return TrainingResult(
      folder: folder.path, configurationHash: configuration.hash,
      precision: configuration.precision, isInterrupted: isInterrupted, networks: networks,
      log: entries)
  }

  /// The loss on the test samples in evaluation; nil without any, or if it is not finite.
  private func testLoss(of training: Trainer<Method, Scalar>) -> Double? {
    guard let test = samples.test else { return nil }
    let outputs = configuration.architecture.outputs(of: training.parameters, on: test.inputs)
    let loss = configuration.loss.value(outputs: outputs, targets: test.targets)
    return loss.isFinite ? loss : nil
  }
}

extension LogEntry {
  fileprivate var meanEntropy: Double? {
    spectra.isEmpty
      ? nil : spectra.values.map(\.spectralEntropy).reduce(0, +) / Double(spectra.count)
  }
}

extension TrainingConfiguration {
  /// The subject in the recorder's own type.
  fileprivate func spectrumSubject<Scalar>() -> SpectrumRecorder<Scalar>.Subject {
    switch subject {
    case .effectiveWeight: .effectiveWeight
    case .weights: .weights
    }
  }
}

extension Loss {
  /// The loss of outputs against targets, both `(m, outputs)`.
  fileprivate func value<Scalar: MatrixScalar>(
    outputs: Matrix<Scalar>, targets: Matrix<Scalar>
  ) -> Double {
    outputs.withUnsafeBufferPointer { first in
      targets.withUnsafeBufferPointer { second in
        guard let a = first.baseAddress, let b = second.baseAddress, outputs.rows > 0 else {
          return .nan
        }
        return LayerKernels.loss(
          self, outputs: a, targets: b, rows: outputs.rows, columns: outputs.columns, gradient: nil)
      }
    }
  }
}

/// Finds the number of steps that take a fifth of a second.
private struct Pace {
  private(set) var steps = 16

  mutating func took(_ duration: Duration) {
    let seconds = max(duration / .seconds(1), 1e-6)
    // Never more than four times as long as the last piece: the first one warms up.
    steps = max(1, min(steps * 4, Int(Double(steps) * 0.2 / seconds), 1 << 40))
  }
}
