import Recovery

extension RecoveryRun {
  /// About how many bytes the solvers take beside the program itself, from the sizes alone.
  ///
  /// - Parameter threads: Folds that are solved side by side.
  /// - Returns: Bytes, to a factor of about two.
  public func memoryEstimate(threads: Int) -> Double {
    let (rows, columns) = (Double(input.shape.rows), Double(input.shape.columns))
    let observations = Double(input.observations)
    let sideBySide =
      if case .crossValidation(let validation) = options.selection,
        case .folds(let folds) = validation.splitting
      { min(folds, threads) } else { 1 }
    // Row and column orders of the entries, their values and residuals.
    let data = 64 * observations
    let solver: Double
    switch input {
    case .completion where isFactored:
      let rank = min(rows, columns, Double(options.rankLimit ?? 100))
      solver = data + 8 * 6 * (rows + columns) * rank
    case .completion: solver = data + 8 * 12 * rows * columns
    case .sensing: solver = 8 * (observations + 12) * rows * columns
    case .regression: solver = 8 * (observations * (rows + columns) + 12 * rows * columns)
    }
    return data + Double(1 + sideBySide) * solver
  }

  /// Whether the matrix is kept as factors throughout.
  public var isFactored: Bool {
    guard case .completion(let data) = input else { return false }
    return options.solver.isFactored(rows: data.entries.rows, columns: data.entries.columns)
  }
}

extension RecoveryOptions.Solver {
  /// Whether a completion of this shape is solved on factors.
  func isFactored(rows: Int, columns: Int) -> Bool {
    switch self {
    case .automatic: rows * columns > RecoverySolver.denseLimit
    case .dense: false
    case .factored: true
    }
  }
}
