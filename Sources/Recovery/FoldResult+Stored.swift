extension FoldResult {
  /// A result whose summaries were stored.
  ///
  /// - Parameters:
  ///   - fold: Its number.
  ///   - errors: As ``errors``.
  ///   - standardErrors: As ``standardErrors``, as many.
  package init(fold: Int, errors: [Double], standardErrors: [Double]) {
    precondition(
      errors.count == standardErrors.count,
      "\(errors.count) errors with \(standardErrors.count) standard errors")
    (self.fold, self.errors, self.standardErrors) = (fold, errors, standardErrors)
  }
}
