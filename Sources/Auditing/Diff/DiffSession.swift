import Runs
import Synchronization

/// The state that the workers of one comparison share.
final class DiffSession: Sendable {
  private struct State: Sendable {
    var rows: [DiffRow]
    var isFinished: [Bool]
  }

  private let tasks: [DiffTask]
  private let analysis: DiffAnalysis
  private let queue: MatrixQueue
  private let stop: StopToken
  private let reporter: ProgressReporter
  private let total: Int
  private let state: Mutex<State>

  init(
    _ tasks: [DiffTask], analysis: DiffAnalysis, memory: Int, stop: StopToken,
    progress: any AuditProgress
  ) {
    self.tasks = tasks
    self.analysis = analysis
    self.stop = stop
    let waiting = tasks.indices.filter { tasks[$0].pair != nil }.map {
      MatrixQueue.Entry(index: $0, work: tasks[$0].work, memory: tasks[$0].memory)
    }
    queue = MatrixQueue(waiting, memory: memory)
    total = waiting.count
    reporter = ProgressReporter(
      progress,
      AuditState(
        done: 0, total: waiting.count, work: 0, totalWork: waiting.reduce(0) { $0 + $1.work },
        name: ""))
    state = Mutex(
      State(rows: tasks.map(\.beginning), isFinished: tasks.map { $0.pair == nil }))
  }

  /// Measures what is to be measured.
  ///
  /// - Returns: The rows, and whether somebody asked to stop before all were measured.
  func run(threads: Int) -> (rows: [DiffRow], isInterrupted: Bool) {
    reporter.start()
    if total > 0 { Workers.run(min(threads, total)) { self.work() } }
    reporter.finish()
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
      reporter.update { $0.name = task.beginning.row.identity.name }
      let row = analysis.row(of: task)
      state.withLock {
        $0.rows[entry.index] = row
        $0.isFinished[entry.index] = true
      }
      queue.finish(entry)
      reporter.update {
        $0.done += 1
        $0.work += entry.work
      }
    }
    queue.close()
  }
}
