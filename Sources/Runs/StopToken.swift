import Synchronization

/// A flag that asks a run to end: trials in flight are finished and stored, no others begin.
///
/// Setting it is one atomic store: no lock, no allocation. A signal handler may do it through
/// ``process``, provided the program has touched that property before it installs the handler.
public final class StopToken: Sendable {
  /// The token for the signals of this process.
  public static let process = StopToken()

  private let flag = Atomic(false)

  /// Creates a token that nobody has set.
  public init() {}

  /// Whether somebody has asked to stop.
  public var isRequested: Bool { flag.load(ordering: .acquiring) }

  /// Asks to stop; for good, and harmless to repeat.
  public func request() { flag.store(true, ordering: .releasing) }
}
