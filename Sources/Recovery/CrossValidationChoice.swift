import Statistics

/// The validation errors of one fold along a path.
public struct FoldResult: Hashable, Sendable, Codable {
  /// The number of the fold.
  public let fold: Int
  /// The mean squared error of each point.
  public let errors: [Double]
  /// Its standard error over the predicted observations; 0 if there is only one.
  public let standardErrors: [Double]

  /// The errors of a fold.
  ///
  /// - Parameters:
  ///   - fold: Its number.
  ///   - squaredErrors: Of each predicted observation, by point of the path.
  public init(fold: Int, squaredErrors: [[Double]]) {
    let summaries = squaredErrors.map { Summary($0) }
    self.fold = fold
    errors = summaries.map(\.mean)
    standardErrors = summaries.map { $0.count > 1 ? $0.standardError : 0 }
  }

  /// Reads a stored result.
  ///
  /// - Throws: `DecodingError` also if there are not as many standard errors as errors.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    fold = try values.decode(Int.self, forKey: .fold)
    errors = try values.decode([Double].self, forKey: .errors)
    standardErrors = try values.decode([Double].self, forKey: .standardErrors)
    try values.requireOneEach(errors, standardErrors, forKey: .standardErrors)
  }
}

extension KeyedDecodingContainer {
  /// Throws unless there is one standard error for each error.
  fileprivate func requireOneEach(
    _ errors: [Double], _ standardErrors: [Double], forKey key: Key
  ) throws {
    guard errors.count == standardErrors.count else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "\(errors.count) errors have \(standardErrors.count) standard errors.")
    }
  }
}

/// What a cross-validation chose.
public struct CrossValidationChoice: Hashable, Sendable, Codable {
  /// An end of the grid.
  public enum GridEnd: String, Hashable, Sendable, Codable {
    /// The first point, of the largest weight.
    case largestWeight = "largest-weight"
    /// The last point that all folds reached, of the smallest weight.
    case smallestWeight = "smallest-weight"
  }

  /// The chosen point of the grid.
  public let index: Int
  /// The mean squared validation error of each point that all folds reached.
  public let errors: [Double]
  /// Their standard errors: over the folds, or with one fold over its observations.
  public let standardErrors: [Double]
  /// Where the chosen point is at an end of the grid.
  public let gridEnd: GridEnd?

  /// The root of the mean squared validation error at the chosen point.
  public var heldOutRMSE: Double { errors[index].squareRoot() }

  /// One sentence where a wider grid might choose differently.
  public var warning: String? {
    switch gridEnd {
    case .largestWeight:
      "The chosen weight is the largest of the path: a larger one may be better; begin the path "
        + "nearer to mu_max."
    case .smallestWeight:
      "The chosen weight is the smallest of the path: a smaller one may be better; let the path go "
        + "further down, or raise the limit of the rank."
    case nil: nil
    }
  }
}

extension CrossValidationChoice {
  /// Reads a stored choice.
  ///
  /// - Throws: `DecodingError` also for an index that is none of the points, and if there are not as
  ///   many standard errors as errors.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    index = try values.decode(Int.self, forKey: .index)
    errors = try values.decode([Double].self, forKey: .errors)
    standardErrors = try values.decode([Double].self, forKey: .standardErrors)
    gridEnd = try values.decodeIfPresent(GridEnd.self, forKey: .gridEnd)
    try values.requireOneEach(errors, standardErrors, forKey: .standardErrors)
    guard errors.indices.contains(index) else {
      throw DecodingError.dataCorruptedError(
        forKey: .index, in: values,
        debugDescription: "Point \(index) is none of the \(errors.count) points.")
    }
  }
}

extension CrossValidation {
  /// The choice that the errors of all folds make, the same for any order of them.
  ///
  /// - Parameter results: One per fold. Points that some fold did not reach are not candidates.
  /// - Returns: The choice by the ``rule``; at a tie the larger weight.
  /// - Throws: ``RecoveryError`` with code `invalidValue` if there is no fold, a fold is given twice,
  ///   no point was reached by all, or an error is not finite.
  public func choice(among results: [FoldResult]) throws(RecoveryError) -> CrossValidationChoice {
    let results = results.sorted { $0.fold < $1.fold }
    if let (fold, _) = zip(results, results.dropFirst()).first(where: { $0.fold == $1.fold }) {
      throw RecoveryError(
        .invalidValue, "Fold \(fold.fold) is given twice: every fold counts once.")
    }
    let points = results.map(\.errors.count).min() ?? 0
    guard points > 0 else {
      throw RecoveryError(
        .invalidValue, "No point of the path was solved in every fold: there is nothing to choose.")
    }
    for result in results {
      guard let point = result.errors.firstIndex(where: { !$0.isFinite }) else { continue }
      throw RecoveryError(
        .invalidValue,
        "The error of fold \(result.fold) at point \(point) is \(result.errors[point]): run it again."
      )
    }
    let summaries = (0..<points).map { point in Summary(results.map { $0.errors[point] }) }
    let errors = summaries.map(\.mean)
    let standardErrors =
      results.count > 1
      ? summaries.map(\.standardError) : Array(results[0].standardErrors[..<points])
    var best = 0
    for point in errors.indices where errors[point] < errors[best] { best = point }
    let index =
      switch rule {
      case .minimum: best
      case .oneStandardError:
        errors.firstIndex { $0 <= errors[best] + standardErrors[best] } ?? best
      }
    return CrossValidationChoice(
      index: index, errors: errors, standardErrors: standardErrors,
      gridEnd: index == points - 1 ? .smallestWeight : index == 0 ? .largestWeight : nil)
  }
}
