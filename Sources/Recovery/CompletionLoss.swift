public import Tensors

/// `ℓ(X) = ½‖P_Ω(X - Y)‖²_F`: the loss of matrix completion, `Ω` the observed places.
///
/// Its gradient here is dense, for small matrices; ``FactoredGradient`` works on the entries
/// alone. `M = 1`; `m = 0` unless every entry is observed.
public struct CompletionLoss: RecoveryProblem {
  /// The observed entries of `Y`.
  public let entries: ObservedEntries
  /// `‖P_Ω Y‖₂`.
  public let maximumWeight: Double

  /// The number of rows of `X`.
  public var rows: Int { entries.rows }
  /// The number of columns of `X`.
  public var columns: Int { entries.columns }
  /// `M = 1`.
  public var lipschitz: Double { 1 }
  /// `m`: 1 if every entry is observed, otherwise 0.
  public var strongConvexity: Double { entries.isComplete ? 1 : 0 }
  /// `|Ω|`.
  public var observations: Int { entries.count }

  /// The loss of some observed entries.
  ///
  /// - Throws: ``RecoveryError`` with code `unusableEntries` if all of them are 0.
  /// - Complexity: Some tens of products with `P_Ω Y`, for `μ_max`; never dense.
  public init(_ entries: ObservedEntries) throws(RecoveryError) {
    try self.init(entries, .refused)
  }

  package init(_ entries: ObservedEntries, _ trivial: TrivialData) throws(RecoveryError) {
    self.entries = entries
    let (byRow, byColumn) = (SparsePattern(entries, .byRow), SparsePattern(entries, .byColumn))
    let values = PaddedFactor(
      Matrix(rows: 1, columns: entries.count, elements: entries.values))
    maximumWeight = try operatorNorm(
      rows: entries.rows, columns: entries.columns,
      apply: { byRow.product(values, PaddedFactor($0), threads: 1).unpadded },
      applyTransposed: { byColumn.product(values, PaddedFactor($0), threads: 1).unpadded })
    try require(maximumWeight, trivial, "Every observed entry is 0")
  }

  /// `ℓ(X)` and `∇ℓ(X) = P_Ω(X - Y)`.
  public func evaluation(at x: Matrix<Double>) -> (value: Double, gradient: Matrix<Double>) {
    requireShape(x)
    var gradient = Matrix<Double>(rows: rows, columns: columns)
    var sum = 0.0
    gradient.withUnsafeMutableBufferPointer { gradient in
      x.withUnsafeBufferPointer { x in
        entries.forEachPlace { position, row, column in
          let place = row * columns + column
          let difference = x[place] - entries.values[position]
          gradient[place] = difference
          sum += difference * difference
        }
      }
    }
    return (sum / 2, gradient)
  }

  /// The loss of the entries at these positions; rows and columns may lose all of theirs.
  public func restricted(to indices: [Int]) throws(RecoveryError) -> CompletionLoss {
    try requireSome(indices)
    return try CompletionLoss(entries.subset(indices), .taken)
  }

  /// `(Xᵢⱼ - Yᵢⱼ)²` at these positions.
  public func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double] {
    let predictions = matrix.values(at: entries.subset(indices))
    return zip(indices, predictions).map { index, prediction in
      let difference = prediction - entries.values[index]
      return difference * difference
    }
  }

  /// `√(most entries of a row) + √(most entries of a column)`.
  public var noiseGain: Double {
    let most = [entries.countsByRow, entries.countsByColumn].map { Double($0.max() ?? 0) }
    return most.reduce(0) { $0 + $1.squareRoot() }
  }
}

extension ObservedEntries {
  /// Calls `body` with the position, row and column of every entry.
  @inline(__always)
  fileprivate func forEachPlace(_ body: (Int, Int, Int) -> Void) {
    for row in 0..<rows {
      for position in rowStarts[row]..<rowStarts[row + 1] {
        body(position, row, Int(columnIndices[position]))
      }
    }
  }
}
