extension NPYArray {
  /// Where the first element is that is not finite, and what it is; nil if there is none.
  package var nonFiniteFinding: String? {
    let numbers = doubles
    guard let place = numbers.firstIndex(where: { !$0.isFinite }) else { return nil }
    var rest = place
    var indices: [Int] = []
    for size in shape.reversed() {
      indices.insert(rest % size, at: 0)
      rest /= size
    }
    return "entry \(indices) (counted from 0) is \(numbers[place])"
  }
}
