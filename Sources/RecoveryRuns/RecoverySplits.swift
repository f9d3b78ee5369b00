import Randomness

/// Which observations each fold sets aside; the same for all penalties.
struct RecoverySplits {
  /// The observations that are set aside, ascending, fold by fold.
  let validation: [[Int]]
  private let count: Int

  /// Splits `count` observations.
  init(_ form: RecoveryOptions.SplitForm, of count: Int, seed: SeedPath) {
    var stream = RandomStream(seed)
    let order = Array(0..<count).shuffled(using: &stream)
    self.count = count
    switch form {
    case .folds(let folds):
      validation = (0..<folds).map { fold in
        order[fold * count / folds..<(fold + 1) * count / folds].sorted()
      }
    case .heldOut(let share):
      let size = min(max(1, Int((share * Double(count)).rounded())), count - 1)
      validation = [order[..<size].sorted()]
    }
  }

  /// The observations that a fold keeps, ascending.
  func training(_ fold: Int) -> [Int] {
    var isKept = [Bool](repeating: true, count: count)
    for index in validation[fold] { isKept[index] = false }
    return isKept.indices.filter { isKept[$0] }
  }
}
