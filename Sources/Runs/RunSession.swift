import Foundation
import Synchronization

/// The state that the workers of one run share.
final class RunSession<Job: TrialJob>: Sendable {
  private struct State: Sendable {
    var outcomes: [Job.Outcome?]
    /// Positions of trials still to begin, the next one last.
    var pending: [Int]
    var done: Int
    var doneWeight: Double
    var failure: RunError?
  }

  private struct Reported: Sendable {
    var done = -1
    var moment: ContinuousClock.Instant?
  }

  private let job: Job
  private let trials: [Job.Trial]
  private let weights: [Double]
  private let totalWeight: Double
  private let reused: Int
  private let log: TrialLog
  private let stop: StopToken
  private let progress: any ProgressObserver
  private let state: Mutex<State>
  private let reported = Mutex(Reported())

  init(
    job: Job, stored: [Job.Outcome?], log: TrialLog, stop: StopToken,
    progress: any ProgressObserver
  ) {
    let trials = job.trials
    let weights = trials.map(job.weight(of:))
    precondition(Set(trials).count == trials.count, "the job's trials are not distinct")
    precondition(weights.allSatisfy { $0 > 0 && $0.isFinite }, "a trial's weight is not positive")
    // Longest first keeps the last workers busy; equal weights keep the order of the job.
    let pending = trials.indices.filter { stored[$0] == nil }
      .sorted { (weights[$0], $1) < (weights[$1], $0) }
    self.job = job
    self.trials = trials
    self.weights = weights
    totalWeight = weights.reduce(0, +)
    reused = trials.count - pending.count
    self.log = log
    self.stop = stop
    self.progress = progress
    state = Mutex(
      State(
        outcomes: stored, pending: pending, done: reused,
        doneWeight: totalWeight - pending.reduce(0) { $0 + weights[$1] }))
  }

  var counts: Manifest.TrialCounts {
    Manifest.TrialCounts(
      total: trials.count, finished: state.withLock { $0.done }, reused: reused)
  }

  var failure: RunError? { state.withLock { $0.failure } }

  var result: RunResult<Job> {
    RunResult(trials: trials, outcomes: state.withLock { $0.outcomes })
  }

  /// Does trials until there are none, somebody asks to stop, or one fails.
  func work() {
    let encoder = JSONEncoder.forTrials()
    while !stop.isRequested, let index = next() {
      do throws(RunError) {
        let (outcome, line) = try computed(trials[index], using: encoder)
        try log.append(line)
        finish(index, outcome)
      } catch {
        state.withLock { $0.failure = $0.failure ?? error }
      }
      report()
    }
  }

  /// Reports where the run stands in the end.
  func reportEnd() { report(always: true) }

  private func next() -> Int? {
    state.withLock { $0.failure == nil ? $0.pending.popLast() : nil }
  }

  private func finish(_ index: Int, _ outcome: Job.Outcome) {
    state.withLock {
      $0.outcomes[index] = outcome
      $0.done += 1
      $0.doneWeight += weights[index]
    }
  }

  private func computed(
    _ trial: Job.Trial, using encoder: JSONEncoder
  ) throws(RunError) -> (Job.Outcome, [UInt8]) {
    let seed = job.seedPath(of: trial)
    do {
      let outcome = try job.outcome(of: trial)
      let record = TrialRecord(trial: trial, seed: seed, outcome: outcome)
      return (outcome, try record.line(using: encoder))
    } catch {
      let parameters = (try? encoder.encode(trial)).map { String(decoding: $0, as: UTF8.self) }
      throw RunError(
        .trialFailed,
        "Trial \(parameters ?? "\(trial)") with seed \(seed) failed: \(error) — finished trials "
          + "are kept; correct the cause and run again with --resume.")
    }
  }

  /// Tells the observer, at most ten times a second and never backwards.
  private func report(always: Bool = false) {
    reported.withLock { reported in
      let now = ContinuousClock.now
      if !always, let last = reported.moment, now - last < .milliseconds(100) { return }
      let (done, weight) = state.withLock { ($0.done, $0.doneWeight) }
      guard done > reported.done || always else { return }
      reported = Reported(done: done, moment: now)
      let fraction = totalWeight > 0 ? min(max(weight / totalWeight, 0), 1) : 1
      progress.advanced(
        done: done, total: trials.count, fraction: done == trials.count ? 1 : fraction)
    }
  }
}
