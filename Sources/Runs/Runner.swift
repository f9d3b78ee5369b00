import Foundation

/// Does the trials of a job, side by side, and stores each one as it ends.
public enum Runner {
  /// Runs the trials that the folder does not hold yet.
  ///
  /// Costly trials start first; the result has the order of the job and the same bits for any
  /// number of threads. When `stop` is requested, trials in flight are finished and stored, no
  /// others begin, and the result is `interrupted`. In the end the folder's manifest says how the
  /// run went.
  ///
  /// - Parameters:
  ///   - job: The trials.
  ///   - folder: Where they are stored.
  ///   - threads: How many trials run at once, ≥ 1; each should keep to one thread.
  ///   - stop: Asks the run to end.
  ///   - progress: Is told how the run gets on.
  /// - Returns: The outcomes.
  /// - Throws: ``RunError`` with code `trialFailed` (the first trial that threw), `diskFull`,
  ///   `unusableFolder` or `damagedLog`; what was finished stays stored.
  /// - Precondition: `threads ≥ 1`, the job's trials are distinct and their weights positive.
  public static func run<Job: TrialJob>(
    _ job: Job, in folder: RunFolder, threads: Int, stop: StopToken = StopToken(),
    progress: any ProgressObserver = SilentProgress()
  ) throws(RunError) -> RunResult<Job> {
    precondition(threads >= 1, "\(threads) threads")
    let session = RunSession(
      job: job, stored: try job.stored(in: folder.path), log: folder.log, stop: stop,
      progress: progress)
    try folder.record(.running, trials: session.counts)
    progress.started(
      label: folder.configuration.experiment, done: session.counts.finished,
      total: session.counts.total)
    defer { progress.finished() }
    let group = DispatchGroup()
    for _ in 0..<min(threads, session.counts.total - session.counts.finished) {
      group.enter()
      let thread = Thread {
        session.work()
        group.leave()
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
    group.wait()
    session.reportEnd()
    if let failure = session.failure {
      // The failure matters more than a manifest that a full disk may refuse as well.
      try? folder.record(.failed, trials: session.counts)
      throw failure
    }
    let result = session.result
    try folder.record(
      result.ending == .finished ? .finished : .interrupted, trials: session.counts)
    return result
  }
}
