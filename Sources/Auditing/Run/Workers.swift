import Foundation
import Runs
import Tensors

/// Threads that do the same until there is nothing left to do.
enum Workers {
  /// Runs `body` once on each of `count` threads and waits for all.
  ///
  /// The stacks are as large as those of a program's first thread: decompositions need them.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for _ in 0..<count {
      group.enter()
      let thread = Thread {
        body()
        group.leave()
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
    group.wait()
  }

  /// Calls `body` with 0, 1, … on several threads, until `stop` is requested.
  static func each(
    below count: Int, threads: Int, stop: StopToken, _ body: @escaping @Sendable (Int) -> Void
  ) {
    let queue = WorkQueue(count: count)
    run(min(threads, count)) {
      while !stop.isRequested, let index = queue.next() { body(index) }
    }
  }
}
