/// A path on all data down to the point that cross-validation chose.
public struct CrossValidatedPath: Sendable {
  /// What was chosen, and why.
  public let choice: CrossValidationChoice
  /// The solutions of all data from the first point on.
  public let solutions: [RecoverySolution]

  package init(choice: CrossValidationChoice, solutions: [RecoverySolution]) {
    (self.choice, self.solutions) = (choice, solutions)
  }

  /// The solution of all data at the chosen point.
  ///
  /// Nil where the path did not come so far: all data may exceed its
  /// ``RegularizationPath/rankLimit`` at a larger weight than the folds, which have less to fit.
  public var chosen: RecoverySolution? {
    solutions.count > choice.index ? solutions[choice.index] : nil
  }
}
