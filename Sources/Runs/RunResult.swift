/// What a run has yielded.
public struct RunResult<Job: TrialJob>: Sendable {
  /// Whether all trials are there.
  public enum Ending: Sendable {
    /// All of them.
    case finished
    /// Some are missing: somebody asked to stop.
    case interrupted
  }

  /// Whether all trials are there.
  public let ending: Ending
  /// The finished trials, in the order of the job.
  public let trials: [Job.Trial]
  /// The outcomes of ``trials``, in the same order.
  public let ordered: [Job.Outcome]
  /// The outcome of every finished trial.
  public let outcomes: [Job.Trial: Job.Outcome]

  /// Collects outcomes, `nil` for a trial that is not finished.
  init(trials: [Job.Trial], outcomes: [Job.Outcome?]) {
    let finished = zip(trials, outcomes).compactMap { trial, outcome in
      outcome.map { (trial, $0) }
    }
    ending = finished.count == trials.count ? .finished : .interrupted
    self.trials = finished.map(\.0)
    ordered = finished.map(\.1)
    self.outcomes = Dictionary(uniqueKeysWithValues: finished)
  }
}
