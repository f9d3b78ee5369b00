public import Randomness

/// The rows of the data that a step sees.
public enum Batches: Hashable, Sendable {
  /// All of them.
  case full
  /// `size` rows, from a new random order in every epoch; what is left over at its end is skipped.
  case shuffled(size: Int, seed: SeedPath)

  /// The rows per step.
  func size(of rows: Int) -> Int {
    switch self {
    case .full: return rows
    case .shuffled(let size, _):
      precondition((1...max(rows, 1)).contains(size), "batches of \(size) from \(rows) rows")
      return size
    }
  }

  /// The epoch of a step, and which rows of the epoch's order it sees; nil for all rows.
  func place(of step: Int, rows: Int) -> (epoch: Int, range: Range<Int>)? {
    guard case .shuffled(let size, _) = self else { return nil }
    let (epoch, batch) = step.quotientAndRemainder(dividingBy: rows / size)
    return (epoch, batch * size..<(batch + 1) * size)
  }

  /// The order of all rows in an epoch: a pure function of the epoch and the seed.
  func order(ofEpoch epoch: Int, rows: Int) -> [Int] {
    guard case .shuffled(_, let seed) = self else { return Array(0..<rows) }
    var stream = RandomStream(seed / "epoch-\(epoch)")
    return (0..<rows).shuffled(using: &stream)
  }
}
