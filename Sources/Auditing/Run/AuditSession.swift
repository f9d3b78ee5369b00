import Checkpoints
import Foundation
import Runs
import Synchronization

/// The state that the workers of one audit share.
final class AuditSession: Sendable {
  /// A row to be computed.
  struct Task: Sendable {
    let planned: PlannedMatrix
    let beginning: AuditRow
    let means: MatrixAnalysis.Means
    let key: RowKey
    /// The bytes that it takes while it is in work.
    let memory: Int
  }

  private struct State: Sendable {
    var rows: [AuditRow?]
    var progress: AuditState
    var failure: AuditError?
    var reported: ContinuousClock.Instant?
  }

  private let tasks: [Task]
  private let queue: MatrixQueue
  private let analysis: MatrixAnalysis
  private let folder: AuditFolder?
  private let spectra: SpectraFile?
  private let stop: StopToken
  private let progress: any AuditProgress
  private let sink: @Sendable (AuditRow) -> Void
  private let state: Mutex<State>
  private let delivery = Mutex(())
  /// The rows that an earlier audit had computed.
  let reused: Int

  init(
    tasks: [Task], analysis: MatrixAnalysis, memory: Int, folder: AuditFolder?,
    spectra: SpectraFile?, stop: StopToken, progress: any AuditProgress,
    sink: @escaping @Sendable (AuditRow) -> Void
  ) throws(AuditError) {
    var rows: [AuditRow?] = []
    var waiting: [MatrixQueue.Entry] = []
    for (index, task) in tasks.enumerated() {
      let stored = folder?.row(task.key, spectrum: spectra != nil)
      rows.append(stored?.row.moved(to: task.beginning))
      if let stored {
        try spectra?.add(stored.singularValues ?? [], row: index)
      } else {
        waiting.append(
          MatrixQueue.Entry(index: index, work: task.planned.work, memory: task.memory))
      }
    }
    reused = tasks.count - waiting.count
    let total = tasks.reduce(0) { $0 + $1.planned.work }
    let progressState = AuditState(
      done: reused, total: tasks.count, work: total - waiting.reduce(0) { $0 + $1.work },
      totalWork: total, name: "")
    state = Mutex(State(rows: rows, progress: progressState))
    queue = MatrixQueue(waiting, memory: memory)
    self.tasks = tasks
    self.analysis = analysis
    self.folder = folder
    self.spectra = spectra
    self.stop = stop
    self.progress = progress
    self.sink = sink
  }

  /// Computes what is missing.
  ///
  /// - Returns: The rows in the order of the tasks, nil for those that were not reached.
  /// - Throws: ``AuditError`` where a row could not be kept.
  func run(threads: Int) throws(AuditError) -> [AuditRow?] {
    let (begin, finished) = state.withLock { ($0.progress, $0.rows) }
    progress.started(begin)
    for case .some(let row) in finished { sink(row) }
    Workers.run(min(threads, max(1, begin.total - begin.done))) { self.work() }
    report(always: true)
    progress.finished()
    let (rows, failure) = state.withLock { ($0.rows, $0.failure) }
    if let failure { throw failure }
    return rows
  }

  private func work() {
    let encoder = JSONEncoder.forTrials()
    while !stop.isRequested, let entry = queue.next() {
      let task = tasks[entry.index]
      state.withLock { $0.progress.name = task.planned.identity.name }
      report()
      let (row, values) = analysis.row(
        of: task.planned, beginning: task.beginning, means: task.means)
      do throws(AuditError) {
        try keep(row, values, entry.index, using: encoder)
      } catch {
        state.withLock { $0.failure = $0.failure ?? error }
        queue.close()
      }
      queue.finish(entry)
      report()
    }
    queue.close()
  }

  private func keep(
    _ row: AuditRow, _ values: [Double], _ index: Int, using encoder: JSONEncoder
  ) throws(AuditError) {
    try spectra?.add(values, row: index)
    // A row that could not be read may be readable next time.
    if row.status != .unreadable {
      let stored = AuditFolder.Stored(row: row, singularValues: spectra == nil ? nil : values)
      try folder?.append(stored, tasks[index].key, using: encoder)
    }
    state.withLock {
      $0.rows[index] = row
      $0.progress.done += 1
      $0.progress.work += tasks[index].planned.work
    }
    delivery.withLock { _ in sink(row) }
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

extension AuditRow {
  /// The same numbers under the name, file and place of another row.
  func moved(to other: AuditRow) -> AuditRow {
    var row = self
    (row.identity, row.file) = (other.identity, other.file)
    (row.role, row.depthIndex) = (other.role, other.depthIndex)
    return row
  }
}
