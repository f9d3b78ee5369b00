/// What a run has yielded.
public struct RunResult<Job: TrialJob>: Sendable {
  /// Whether all trials are there.
  public enum Ending: Sendable {
    /// All of them.
    case finished
    /// Somebody asked to stop.
    case interrupted
  }

  /// Whether all trials are there.
  public let ending: Ending
  /// The finished trials, in the order of the job.
  public let trials: [Job.Trial]
  /// The outcome of every finished trial.
  public let outcomes: [Job.Trial: Job.Outcome]
}

/// Does the trials of a job, side by side.
public enum Runner {
  /// Runs what the folder does not hold yet, and stores it.
  public static func run<Job: TrialJob>(
    _ job: Job, in folder: RunFolder, threads: Int, stop: StopToken = StopToken(),
    progress: any ProgressObserver = SilentProgress()
  ) throws(RunError) -> RunResult<Job> {
    fatalError()
  }
}
