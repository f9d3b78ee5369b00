// The rank of Gavish and Donoho, The optimal hard threshold for singular values is 4/√3, 2014: all
// values above a multiple of the median, which is the best hard threshold for unknown noise.

extension MarchenkoPasturFit {
  /// The best hard threshold over the median singular value, `ω(β) = λ*(β)/√μ_β`.
  ///
  /// `λ*(β)² = 2(β + 1) + 8β/((β + 1) + √(β² + 14β + 1))`, `μ_β` the median of the Marchenko-Pastur
  /// law.
  ///
  /// - Parameter ratio: `β = min(m, n)/max(m, n)`, in `0...1` without 0.
  /// - Returns: From 1.414 (long matrices) to 2.858 (squares).
  /// - Source: Equations 4 and 11 there.
  public static func gavishDonohoFactor(ratio: Double) -> Double {
    precondition(ratio > 0 && ratio <= 1, "A ratio of sides lies in 0...1 and is not 0: \(ratio).")
    let root = (ratio * ratio + 14 * ratio + 1).squareRoot()
    let square = 2 * (ratio + 1) + 8 * ratio / (ratio + 1 + root)
    return (square / MarchenkoPasturLaw(ratio: ratio).median).squareRoot()
  }

  /// The number of singular values above the best hard threshold, `#{σ > ω(β) · median σ}`.
  ///
  /// - Parameters:
  ///   - singularValues: All of them, descending, `(min(rows, columns))`.
  ///   - rows: The rows of the matrix.
  ///   - columns: The columns of the matrix.
  /// - Returns: Less than half of the number of values; for a median of 0 how many are not 0.
  /// - Complexity: O(rank), and a median of the law.
  public static func gavishDonohoRank(
    of singularValues: [Double], rows: Int, columns: Int
  ) -> Int {
    let (long, short) = (max(rows, columns), min(rows, columns))
    precondition(
      singularValues.count == short,
      "A \(rows) × \(columns) matrix has \(short) singular values, not \(singularValues.count).")
    guard short > 0 else { return 0 }
    let factor = gavishDonohoFactor(ratio: Double(short) / Double(long))
    let level = factor * median(ofSorted: singularValues[...])
    return singularValues.firstIndex { !($0 > level) } ?? short
  }
}
