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
    var failure: AuditError?
  }

  private let tasks: [Task]
  private let queue: MatrixQueue
  private let analysis: MatrixAnalysis
  private let folder: AuditFolder?
  private let spectra: SpectraFile?
  private let stop: StopToken
  private let reporter: ProgressReporter
  private let sink: @Sendable (AuditRow) -> Void
  private let state: Mutex<State>
  private let delivery = Mutex(())
  /// The rows that an earlier audit had computed.
  let reused: Int

  init(
    tasks: [Task], analysis: MatrixAnalysis, memory: Int, folder: AuditFolder?,
    spectra: SpectraFile?, stop: StopToken, reporter: ProgressReporter,
    sink: @escaping @Sendable (AuditRow) -> Void
  ) throws(AuditError) {
    var rows: [AuditRow?] = []
    var waiting: [MatrixQueue.Entry] = []
    for (index, task) in tasks.enumerated() {
      let stored = folder?.row(task.key, spectrum: spectra != nil)
      rows.append(stored?.row.moved(to: task.beginning, names: analysis.selection.names))
      if let stored {
        try spectra?.add(stored.singularValues ?? [], row: index)
      } else {
        waiting.append(
          MatrixQueue.Entry(index: index, work: task.planned.work, memory: task.memory))
      }
    }
    folder?.releaseRows()
    reused = tasks.count - waiting.count
    let total = tasks.reduce(0) { $0 + $1.planned.work }
    state = Mutex(State(rows: rows))
    let (done, open) = (reused, waiting.reduce(0) { $0 + $1.work })
    reporter.update {
      $0.done = done
      $0.total = tasks.count
      $0.totalWork = $0.work + total
      $0.work += total - open
    }
    queue = MatrixQueue(waiting, memory: memory)
    self.tasks = tasks
    self.analysis = analysis
    self.folder = folder
    self.spectra = spectra
    self.stop = stop
    self.reporter = reporter
    self.sink = sink
  }

  /// Computes what is missing.
  ///
  /// - Returns: The rows in the order of the tasks, nil for those that were not reached.
  /// - Throws: ``AuditError`` where a row could not be kept.
  func run(threads: Int) throws(AuditError) -> [AuditRow?] {
    for case .some(let row) in state.withLock({ $0.rows }) { sink(row) }
    Workers.run(min(threads, max(1, tasks.count - reused))) { self.work() }
    let (rows, failure) = state.withLock { ($0.rows, $0.failure) }
    if let failure { throw failure }
    return rows
  }

  private func work() {
    let encoder = JSONEncoder.forTrials()
    while !stop.isRequested, let entry = queue.next() {
      let task = tasks[entry.index]
      reporter.update { $0.name = task.planned.identity.name }
      let (row, values) = analysis.row(
        of: task.planned, beginning: task.beginning, means: task.means)
      do throws(AuditError) {
        try keep(row, values, entry.index, using: encoder)
      } catch {
        state.withLock { $0.failure = $0.failure ?? error }
        queue.close()
      }
      queue.finish(entry)
      reporter.update {
        $0.done += 1
        $0.work += entry.work
      }
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
    state.withLock { $0.rows[index] = row }
    delivery.withLock { _ in sink(row) }
  }
}

extension AuditRow {
  /// The same numbers under the name, file and place of another row, and shared names of metrics.
  func moved(to other: AuditRow, names: MetricValues.Names) -> AuditRow {
    var row = self
    row.metrics = metrics.sharing(names)
    (row.identity, row.file) = (other.identity, other.file)
    (row.role, row.depthIndex) = (other.role, other.depthIndex)
    return row
  }
}
