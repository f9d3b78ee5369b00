import Foundation
import Randomness
import Runs
import Synchronization
import Testing

@Suite struct RunnerTests {
  @Test("law: the same bits for any number of threads, in memory and from disk")
  func threads() throws {
    let job = WalkJob(count: 60)
    let expected = try job.trials.flatMap { trial in
      let outcome = try job.outcome(of: trial)
      return (outcome.values + [outcome.end]).map(\.bitPattern)
    }
    for threads in [1, 2, 5, 100] {
      let scratch = Scratch()
      let folder = try scratch.open()
      let result = try Runner.run(job, in: folder, threads: threads)
      #expect(result.ending == .finished)
      #expect(result.trials == job.trials)
      #expect(bits(result) == expected)
      #expect(bits(try StoredRun(path: folder.path).result(of: job)) == expected)
      #expect(result.outcomes[job.trials[3]] == result.ordered[3])
    }
  }

  @Test("law: NaN survives the disk")
  func nan() throws {
    let scratch = Scratch()
    let folder = try scratch.open()
    let job = NaNJob()
    _ = try Runner.run(job, in: folder, threads: 1)
    let stored = try StoredRun(path: folder.path).result(of: job)
    #expect(stored.ordered.first?.isNaN == true)
    #expect(try scratch.text(folder.path + "/trials.jsonl").contains(#""outcome":"NaN""#))
  }

  @Test("law: costly trials start first")
  func order() throws {
    let scratch = Scratch()
    let begun = Mutex<[Int]>([])
    let job = WalkJob(count: 20) { trial in begun.withLock { $0.append(trial.depth) } }
    _ = try Runner.run(job, in: scratch.open(), threads: 1)
    let depths = begun.withLock { $0 }
    #expect(depths == depths.sorted(by: >))
  }

  @Test("law: a stop keeps what is finished, and the rest follows on resume")
  func stop() throws {
    let scratch = Scratch()
    let token = StopToken()
    let begun = Mutex(0)
    let job = WalkJob(count: 40) { _ in
      if begun.withLock({
        $0 += 1
        return $0
      }) == 11 {
        token.request()
      }
    }
    let folder = try scratch.open()
    let first = try Runner.run(job, in: folder, threads: 2, stop: token)
    #expect(first.ending == .interrupted)
    // the eleventh asks to stop; the other worker may have one more in flight
    #expect((11...12).contains(first.trials.count))
    #expect(try StoredRun(path: folder.path).manifest.status == .interrupted)

    let again = try scratch.open(mode: .resume)
    let second = try Runner.run(job, in: again, threads: 2)
    #expect(second.ending == .finished)
    #expect(begun.withLock { $0 } == 40)
    let undisturbed = Scratch()
    #expect(bits(second) == bits(try Runner.run(job, in: undisturbed.open(), threads: 1)))
    let manifest = try StoredRun(path: folder.path).manifest
    #expect(manifest.status == .finished)
    #expect(manifest.trials.total == 40)
    #expect(manifest.trials.finished == 40)
    #expect(manifest.trials.reused == first.trials.count)
  }

  @Test("law: a signal handler may ask to stop")
  func signalled() {
    let token = StopToken.process
    #expect(!token.isRequested)
    let before = signal(SIGUSR1) { _ in StopToken.process.request() }
    // the pool that runs tests keeps signals off its threads; this one takes it now
    var mask = sigset_t()
    sigaddset(&mask, SIGUSR1)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    raise(SIGUSR1)
    signal(SIGUSR1, before)
    #expect(token.isRequested)
  }

  @Test("hostile: a trial that throws ends the run with its parameters; the rest is kept")
  func failure() throws {
    let scratch = Scratch()
    let job = WalkJob(count: 30) { if $0.depth == 3 { throw WalkJob.Failure() } }
    let folder = try scratch.open()
    let error = runError { try Runner.run(job, in: folder, threads: 2) }
    #expect(error?.code == .trialFailed)
    #expect(error?.message.contains(#"{"depth":3,"scale":"#) == true)
    #expect(error?.message.contains("1/walk/depth-3") == true)
    #expect(error?.message.contains("the walker is tired") == true)
    let stored = try StoredRun(path: folder.path)
    #expect(stored.manifest.status == .failed)
    let kept = try stored.result(of: job)
    // depths 6, 5 and 4 come first, 12 trials in all
    #expect(kept.trials.count >= 12)
    let result = try Runner.run(WalkJob(count: 30), in: scratch.open(mode: .resume), threads: 2)
    #expect(result.ending == .finished)
  }

  @Test("law: progress counts up, is throttled, and ends at one")
  func progress() throws {
    let scratch = Scratch()
    let recorder = Recorder()
    let job = WalkJob(count: 2000, values: 1)
    let start = ContinuousClock.now
    _ = try Runner.run(job, in: scratch.open(), threads: 2, progress: recorder)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let calls = recorder.calls.withLock { $0 }
    // start, first, end, and ten a second between
    #expect(calls.count <= 3 + Int(10 * seconds))
    #expect(calls.map(\.done) == calls.map(\.done).sorted())
    #expect(calls.first?.done == 0)
    #expect(calls.last?.done == 2000)
    #expect(calls.last?.fraction == 1)
    #expect(recorder.ended.withLock { $0 } == 1)
  }

  @Test("hostile: nothing to do, and no threads")
  func nothing() async throws {
    let scratch = Scratch()
    let result = try Runner.run(WalkJob(count: 0), in: scratch.open(), threads: 3)
    #expect(result.ending == .finished)
    await #expect(processExitsWith: .failure) {
      let scratch = Scratch()
      _ = try Runner.run(WalkJob(count: 1), in: scratch.open(), threads: 0)
    }
  }
}

/// One trial whose outcome is no number.
private struct NaNJob: TrialJob {
  let trials = [1]
  func seedPath(of trial: Int) -> SeedPath { SeedPath(root: 0) / trial }
  func outcome(of trial: Int) -> Double { .nan }
}
