/// Is told how a run gets on; called from worker threads, one call at a time.
public protocol ProgressObserver: Sendable {
  /// The run begins; `done` of its `total` trials were finished by an earlier run.
  func started(label: String, done: Int, total: Int)

  /// `done` trials are finished, `fraction` in `0...1` of the weighted work.
  ///
  /// Called at most ten times a second, and once more at the end.
  func advanced(done: Int, total: Int, fraction: Double)

  /// The run has ended, for whatever reason.
  func finished()
}

/// An observer that keeps silent.
public struct SilentProgress: ProgressObserver {
  /// Creates the observer.
  public init() {}
  /// Does nothing.
  public func started(label: String, done: Int, total: Int) {}
  /// Does nothing.
  public func advanced(done: Int, total: Int, fraction: Double) {}
  /// Does nothing.
  public func finished() {}
}
