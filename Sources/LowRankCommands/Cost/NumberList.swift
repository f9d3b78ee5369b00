/// Singular values as they are given on a command line.
enum NumberList {
  /// The numbers of a text such as `3,2,1`, in its order.
  ///
  /// - Throws: `UnusableInput` that names the first entry which is not a finite number ≥ 0.
  static func singularValues(_ text: String) throws(UnusableInput) -> [Double] {
    let entries = text.split(separator: ",", omittingEmptySubsequences: false)
    var values: [Double] = []
    for (index, entry) in entries.enumerated() {
      let word = entry.trimmingSpaces
      guard let value = Double(word), value >= 0, value.isFinite else {
        throw UnusableInput(
          "Entry \(index + 1) of --singular-values is '\(word)', which is no singular value; give "
            + "finite numbers from 0 on with commas between them, such as 3,2,1.")
      }
      values.append(value)
    }
    return values
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
