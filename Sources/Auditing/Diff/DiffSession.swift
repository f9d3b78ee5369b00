import Runs
import Synchronization

/// The state that the workers of one comparison share.
final class DiffSession: Sendable {
  private struct State: Sendable {
    var rows: [DiffRow]
    var isFinished: [Bool]
    var progress: AuditState
    var reported: ContinuousClock.Instant?
  }

  private let tasks: [DiffTask]
  private let analysis: DiffAnalysis
  private let queue: MatrixQueue
  private let stop: StopToken
  private let progress: any AuditProgress
  private let state: Mutex<State>

  init(
    _ tasks: [DiffTask], analysis: DiffAnalysis, memory: Int, stop: StopToken,
    progress: any AuditProgress
  ) {
    self.tasks = tasks
    self.analysis = analysis
    self.stop = stop
    self.progress = progress
    let waiting = tasks.indices.filter { tasks[$0].pair != nil }.map {
      MatrixQueue.Entry(index: $0, work: tasks[$0].work, memory: tasks[$0].memory)
    }
    queue = MatrixQueue(waiting, memory: memory)
    state = Mutex(
      State(
        rows: tasks.map(\.beginning), isFinished: tasks.map { $0.pair == nil },
        progress: AuditState(
          done: 0, total: waiting.count, work: 0, totalWork: waiting.reduce(0) { $0 + $1.work },
          name: "")))
  }

  /// Measures what is to be measured.
  ///
  /// - Returns: The rows, and whether somebody asked to stop before all were measured.
  func run(threads: Int) -> (rows: [DiffRow], isInterrupted: Bool) {
    let begin = state.withLock { $0.progress }
    progress.started(begin)
    if begin.total > 0 { Workers.run(min(threads, begin.total)) { self.work() } }
    report(always: true)
    progress.finished()
    return state.withLock { state in
      for index in state.rows.indices where !state.isFinished[index] {
        state.rows[index].row.notes.append("interrupted")
      }
      return (state.rows, state.isFinished.contains(false))
    }
  }

  private func work() {
    while !stop.isRequested, let entry = queue.next() {
      let task = tasks[entry.index]
      state.withLock { $0.progress.name = task.beginning.row.identity.name }
      report()
      let row = analysis.row(of: task)
      state.withLock {
        $0.rows[entry.index] = row
        $0.isFinished[entry.index] = true
        $0.progress.done += 1
        $0.progress.work += entry.work
      }
      queue.finish(entry)
      report()
    }
    queue.close()
  }

  /// Tells the observer, at most ten times a second.
  private func report(always: Bool = false) {
    state.withLock { state in
      let now = ContinuousClock.now
      if !always, let last = state.reported, now - last < .milliseconds(100) { return }
      state.reported = now
      progress.advanced(state.progress)
    }
  }
}
