import Synchronization

/// Is told how an audit gets on; called from worker threads, one call at a time.
public protocol AuditProgress: Sendable {
  /// The audit begins.
  func started(_ state: AuditState)
  /// A matrix was finished or begun; called at most ten times a second, and once more at the end.
  func advanced(_ state: AuditState)
  /// The audit has ended, for whatever reason.
  func finished()
}

/// How far an audit has come.
public struct AuditState: Sendable, Hashable {
  /// Rows that are there, those of an earlier audit in the same folder included.
  public var done: Int
  /// All rows; while digests are made, those of tensors that will turn out to be equal too.
  public var total: Int
  /// The estimated work that is done, in units of `m n min(m, n)`; digests count as well.
  public var work: Double
  /// All work.
  public var totalWork: Double
  /// The tensor that was begun last.
  public var name: String

  /// The work that is done, in `0...1`.
  public var fraction: Double { totalWork > 0 ? min(1, work / totalWork) : 1 }
}

/// Keeps the state of an audit, and tells the observer at most ten times a second.
final class ProgressReporter: Sendable {
  private let progress: any AuditProgress
  private let state: Mutex<(state: AuditState, reported: ContinuousClock.Instant?)>

  init(_ progress: any AuditProgress, _ begin: AuditState) {
    self.progress = progress
    state = Mutex((begin, nil))
  }

  func start() { state.withLock { progress.started($0.state) } }

  /// Changes the state; the observer is told, `always` or if it was not just now.
  func update(always: Bool = false, _ change: (inout AuditState) -> Void = { _ in }) {
    state.withLock { current in
      change(&current.state)
      let now = ContinuousClock.now
      if !always, let last = current.reported, now - last < .milliseconds(100) { return }
      current.reported = now
      progress.advanced(current.state)
    }
  }

  func finish() {
    update(always: true)
    progress.finished()
  }
}

/// Keeps silent.
public struct SilentAuditProgress: AuditProgress {
  /// Creates the observer.
  public init() {}
  /// Does nothing.
  public func started(_ state: AuditState) {}
  /// Does nothing.
  public func advanced(_ state: AuditState) {}
  /// Does nothing.
  public func finished() {}
}
