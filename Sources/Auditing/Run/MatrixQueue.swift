import Foundation

/// Hands out matrices, costly ones first, as long as those in work fit into memory together.
final class MatrixQueue: @unchecked Sendable {
  /// A matrix that waits.
  struct Entry {
    let index: Int
    let work: Double
    let memory: Int
  }

  private let condition = NSCondition()
  // Guarded by `condition`.
  private var waiting: [Entry]
  private var free: Int
  private var inWork = 0
  private var isClosed = false

  /// A queue.
  ///
  /// - Parameters:
  ///   - entries: The matrices; one that needs more than `memory` is taken alone.
  ///   - memory: The bytes that those in work take together.
  init(_ entries: [Entry], memory: Int) {
    waiting = entries.sorted { ($0.work, $1.index) < ($1.work, $0.index) }
    free = memory
  }

  /// Waits for a matrix that fits; nil when none is left, or the queue was closed.
  func next() -> Entry? {
    condition.lock()
    defer { condition.unlock() }
    while !isClosed, !waiting.isEmpty {
      let fitting =
        waiting.lastIndex { $0.memory <= free } ?? (inWork == 0 ? waiting.endIndex - 1 : nil)
      if let fitting {
        let entry = waiting.remove(at: fitting)
        free -= entry.memory
        inWork += 1
        return entry
      }
      condition.wait()
    }
    return nil
  }

  /// Gives the memory of a matrix back.
  func finish(_ entry: Entry) {
    condition.lock()
    free += entry.memory
    inWork -= 1
    condition.broadcast()
    condition.unlock()
  }

  /// Hands out nothing any more.
  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}
