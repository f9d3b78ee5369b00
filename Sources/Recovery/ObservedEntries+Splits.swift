public import Randomness

extension ObservedEntries {
  /// The positions in a random order, the same for the same path everywhere.
  public func shuffledPositions(seed: SeedPath) -> [Int] {
    var stream = RandomStream(seed)
    return Array(0..<count).shuffled(using: &stream)
  }

  /// Splits the entries into `folds` parts of equal size, up to one entry.
  ///
  /// - Parameters:
  ///   - folds: From 2 to ``count``.
  ///   - seed: Of the random order.
  /// - Returns: The positions of each part, ascending.
  public func folds(_ folds: Int, seed: SeedPath) -> [[Int]] {
    precondition(folds >= 2 && folds <= count, "\(folds) folds of \(count) entries")
    let order = shuffledPositions(seed: seed)
    return (0..<folds).map { fold in
      order[fold * count / folds..<(fold + 1) * count / folds].sorted()
    }
  }

  /// Splits off a random part of the entries.
  ///
  /// - Parameters:
  ///   - fraction: Of the entries to hold out, rounded to the nearest number, strictly between 0 and
  ///     1; at least one entry is on each side.
  ///   - seed: Of the random order.
  /// - Returns: The positions of both parts, ascending.
  public func split(
    holdingOut fraction: Double, seed: SeedPath
  ) -> (training: [Int], heldOut: [Int]) {
    precondition(
      fraction > 0 && fraction < 1 && count >= 2,
      "\(fraction) of \(count) entries cannot be held out")
    let heldOut = min(max(1, Int((fraction * Double(count)).rounded())), count - 1)
    let order = shuffledPositions(seed: seed)
    return (order[heldOut...].sorted(), order[..<heldOut].sorted())
  }

  /// The positions that are not in `positions`, ascending.
  public func complement(of positions: [Int]) -> [Int] {
    var isTaken = [Bool](repeating: false, count: count)
    for position in positions { isTaken[position] = true }
    return isTaken.indices.filter { !isTaken[$0] }
  }
}
