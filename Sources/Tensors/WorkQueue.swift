import Synchronization

/// Hands out the numbers 0, 1, … to whoever asks next, each to one.
package struct WorkQueue: ~Copyable, Sendable {
  private let count: Int
  private let taken = Atomic<Int>(0)

  /// A queue of the numbers below `count`.
  package init(count: Int) { self.count = count }

  /// The next number, nil when all are taken.
  package borrowing func next() -> Int? {
    let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }
}
