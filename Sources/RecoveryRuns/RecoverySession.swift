import Foundation
import Recovery
import Runs
import Synchronization

/// A call's share of a recovery: jobs side by side, each point stored as it is solved.
final class RecoverySession: Sendable {
  private struct State: Sendable {
    var jobs: [RecoveryJob.Name: RecoveryState] = [:]
    var clock: PathClock
    var failure: (any Error)?
  }

  private let folder: RecoveryFolder
  private let options: RecoveryOptions
  private let start: LowRankMatrix?
  private let threads: Int
  private let stop: StopToken
  private let progress: @Sendable (RecoveryProgress) -> Void
  private let state: Mutex<State>

  init(
    _ names: [RecoveryJob.Name], folder: RecoveryFolder, options: RecoveryOptions,
    start: LowRankMatrix?, clock: PathClock,
    threads: Int, stop: StopToken, progress: @escaping @Sendable (RecoveryProgress) -> Void
  ) {
    (self.names, self.folder, self.options, self.start) = (names, folder, options, start)
    (self.threads, self.stop, self.progress) = (threads, stop, progress)
    state = Mutex(State(clock: clock))
  }

  /// The folder.
  var path: String { folder.path }

  /// All jobs, folds first.
  let names: [RecoveryJob.Name]

  /// Whether somebody asked to stop before all was done.
  var isStopped: Bool { stop.isRequested }

  /// Takes over what the folder holds, and begins the log of points anew with it.
  ///
  /// - Parameters:
  ///   - shape: Of the matrix.
  ///   - points: How many the path of each job has.
  /// - Throws: ``RecoveryRunError`` for a state that is damaged or belongs to something else.
  func restore(shape: (rows: Int, columns: Int), points: Int) throws {
    for name in names {
      let stored = try RecoveryState(
        folder.statePath(name),
        fitting: .init(
          rows: shape.rows, columns: shape.columns, points: points, isFold: name != .refit))
      state.withLock { state in
        for point in stored.points { state.clock.took(point.path.seconds, at: point.path.index) }
        state.jobs[name] = stored
      }
    }
    try finish()
  }

  /// Writes the log of points in the order of the jobs.
  func finish() throws {
    let lines = try points(of: names).joined().map(PathLog.line)
    try folder.write(lines.flatMap(\.self), to: "path.jsonl")
  }

  /// The points of some jobs.
  func points(of names: [RecoveryJob.Name]) -> [[RecoveryPoint]] {
    state.withLock { state in names.map { state.jobs[$0]?.points ?? [] } }
  }

  /// What the refit came to.
  var refit: RecoveryState { state.withLock { $0.jobs[.refit] ?? RecoveryState() } }

  /// The refit needs no points from a place on.
  func drop(from place: Int) {
    state.withLock { $0.clock.dropped(from: place) }
  }

  /// Solves jobs side by side; each is made by the thread that solves it.
  func solve(
    _ names: [RecoveryJob.Name],
    _ job: @escaping @Sendable (RecoveryJob.Name) throws -> RecoveryJob?
  ) throws {
    let next = Mutex(0)
    let group = DispatchGroup()
    for _ in 0..<min(threads, names.count) {
      group.enter()
      let thread = Thread { [self] in
        defer { group.leave() }
        while true {
          let place = next.withLock { next in
            defer { next += 1 }
            return next
          }
          guard place < names.count, !stop.isRequested, !hasFailed else { return }
          do {
            if let job = try job(names[place]) {
              try solve(job, threads: max(1, threads / names.count))
            }
          } catch {
            state.withLock { $0.failure = $0.failure ?? error }
          }
        }
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
    group.wait()
    if let failure = state.withLock(\.failure) { throw failure }
  }

  private var hasFailed: Bool { state.withLock { $0.failure != nil } }

  /// Solves the points of one job that are still open.
  private func solve(_ job: RecoveryJob, threads: Int) throws {
    var reached = state.withLock { $0.jobs[job.name] ?? RecoveryState() }
    while reached.points.count < job.weights.count, !reached.isHopeless, !stop.isRequested,
      !hasFailed
    {
      let weight = job.weights[reached.points.count]
      let solution = try job.part.solve(
        PenaltyPoint(options, weight: weight, lipschitz: job.part.lipschitz),
        // A given start may know what a fold has set aside.
        from: reached.matrix ?? (job.validation.isEmpty ? start : nil), threads: threads,
        stop: stop)
      guard solution.ending != .stopped else { return }
      guard solution.rank <= options.rankLimit ?? .max || reached.points.isEmpty else { break }
      reached.matrix = solution.matrix
      reached.certificate = StoredCertificate(solution)
      let errors =
        job.validation.isEmpty
        ? [] : job.part.squaredErrors(of: solution.matrix, at: job.validation)
      let point = RecoveryPoint(job.name, reached.points.count, solution, errors: errors)
      reached.points.append(point)
      try reached.write(to: folder.statePath(job.name))
      try report(point, of: job, reached)
    }
    if reached.points.count < job.weights.count, !stop.isRequested {
      state.withLock { $0.clock.dropped(from: reached.points.count) }
    }
  }

  private func report(
    _ point: RecoveryPoint, of job: RecoveryJob, _ reached: RecoveryState
  ) throws {
    let line = try PathLog.line(point)
    try state.withLock { state in
      state.jobs[job.name] = reached
      state.clock.took(point.path.seconds, at: point.path.index)
      try PathLog.append(line, to: folder.pathLog)
      // The refit is alone, and there may be more threads than folds.
      let sideBySide = job.name == .refit ? 1 : min(threads, names.count - 1)
      progress(
        RecoveryProgress(
          point: point, points: job.weights.count, done: state.clock.done,
          total: state.clock.total, secondsLeft: state.clock.secondsLeft / Double(sideBySide)))
    }
  }
}
