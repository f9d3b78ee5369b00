extension Metric {
  /// Section "compressibility" of the catalogue.
  static func compression(ranks: [Int]) -> [Metric] {
    [breakEvenRank] + ranks.map(compressRatio(rank:)) + ranks.map(relativeError(rank:))
  }

  private static let breakEvenRank = Metric(
    "break_even_rank", .compression, "⌊mn/(m + n)⌋", unit: "count", range: "0…q",
    remark: "Above it a product of rank k is larger than the matrix.", need: .shape
  ) { context in
    let (m, n) = (context.matrix.rows, context.matrix.columns)
    let (product, overflow) = m.multipliedReportingOverflow(by: n)
    return m + n == 0 || overflow ? .undefined("empty") : .count(product / (m + n))
  }

  private static func compressRatio(rank k: Int) -> Metric {
    Metric(
      "compress_ratio@\(k)", .compression, "\(k) (m + n)/(mn)", range: "(0, ∞)", kind: .positive,
      remark:
        "Parameters of a product of rank k per parameter of the matrix; above 1 it is larger.",
      need: .shape
    ) { context in
      let (m, n) = (Double(context.matrix.rows), Double(context.matrix.columns))
      return m * n == 0 ? .undefined("empty") : .number(Double(k) * (m + n) / (m * n))
    }
  }

  private static func relativeError(rank k: Int) -> Metric {
    Metric(
      "rel_error@\(k)", .compression, "(Σ_{i>\(k)} σᵢ²)^{1/2} / ‖A‖_F", range: "[0, 1]",
      source: "Eckart and Young, Psychometrika 1936",
      remark: "The error of the best approximation of rank k; 0 where k is at least q.",
      need: .leading
    ) { $0.relativeError(rank: k) }
  }
}

extension MetricContext {
  fileprivate func relativeError(rank k: Int) -> MetricValue {
    if matrix.isComplete {
      return .number(k >= q ? 0 : (sums.tails[k] / sums.second).squareRoot())
    }
    guard k <= q else { return .undefined("topK") }
    let ratio = matrix.frobeniusNorm / largest
    let kept = sums.second - sums.tails[k]
    return .number(max(0, 1 - kept / (ratio * ratio)).squareRoot())
  }
}
