import CBLAS
import Dispatch
import Tensors

/// The places of observed entries as the kernels see them, by rows or by columns, in pieces of about
/// equal work that threads take in turn.
///
/// The pieces depend on the places alone, and so do all results.
struct SparsePattern: Sendable {
  /// Whether the kernels see the matrix or its transpose.
  enum Order: Sendable {
    case byRow, byColumn
  }

  let rows: Int
  let columns: Int
  /// The bounds of the pieces, in rows: one more than there are pieces.
  let bounds: [Int]
  private let starts: [Int]
  private let indices: [Int32]
  private let positions: [Int32]?

  /// Entries per piece: some tens of microseconds of work, so that a thread's share is even.
  private static var pieceSize: Int { 4096 }

  init(_ entries: ObservedEntries, _ order: Order) {
    switch order {
    case .byRow:
      (rows, columns) = (entries.rows, entries.columns)
      (starts, indices, positions) = (entries.rowStarts, entries.columnIndices, nil)
    case .byColumn:
      (rows, columns) = (entries.columns, entries.rows)
      (starts, indices, positions) = (
        entries.columnStarts, entries.rowIndices, entries.positions
      )
    }
    var bounds = [0]
    var work = 0
    for row in 0..<rows {
      // A row without entries is work too.
      work += starts[row + 1] - starts[row] + 8
      guard work >= Self.pieceSize || row == rows - 1 else { continue }
      bounds.append(row + 1)
      work = 0
    }
    self.bounds = bounds
  }

  /// The share of each row that is observed.
  var shares: [Double] {
    (0..<rows).map { Double(starts[$0 + 1] - starts[$0]) / Double(columns) }
  }

  /// The number of places.
  var count: Int { indices.count }

  var pieces: Int { bounds.count - 1 }

  /// Calls `body` once per piece, on `threads` threads.
  func forEachPiece(threads: Int, _ body: @Sendable (Int, lowrank_pattern) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      indices.withUnsafeBufferPointer { indices in
        positions.withUnsafeElements { positions in
          // Read only.
          nonisolated(unsafe) let (starts, indices, positions) = (starts, indices, positions)
          inParallel(pieces, threads: threads) { piece in
            starts.withMemoryRebound(to: size_t.self) { starts in
              body(
                piece,
                lowrank_pattern(
                  starts: starts.baseAddress, indices: indices.baseAddress, positions: positions,
                  first_row: size_t(bounds[piece]), end_row: size_t(bounds[piece + 1])))
            }
          }
        }
      }
    }
  }
}

/// Calls `body` with every number below `count`, on `threads` threads.
func inParallel(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  let queue = WorkQueue(count: count)
  let team = min(threads, count)
  guard team > 1 else {
    while let index = queue.next() { body(index) }
    return
  }
  DispatchQueue.concurrentPerform(iterations: team) { _ in
    while let index = queue.next() { body(index) }
  }
}

extension [Int32]? {
  /// The elements in place, or nil.
  fileprivate func withUnsafeElements<R>(_ body: (UnsafePointer<Int32>?) -> R) -> R {
    switch self {
    case nil: body(nil)
    case .some(let array): array.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }
}
