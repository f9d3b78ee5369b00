import Foundation
import Statistics

extension Metric {
  /// Section "null model" of the catalogue: four columns per metric, one for a single replicate.
  ///
  /// - Parameters:
  ///   - metrics: What is compared.
  ///   - replicates: How many permuted matrices there are; none, no columns.
  /// - Returns: The columns, those of one metric together.
  static func nulls(of metrics: [Metric], replicates: Int) -> [Metric] {
    guard replicates > 0 else { return [] }
    return metrics.flatMap { metric in
      [mean(of: metric)]
        + (replicates > 1 ? [deviation(of: metric), score(of: metric), place(of: metric)] : [])
    } + [countAbove]
  }

  /// The metrics that are compared with those of permuted entries.
  static let comparedWithNull = [
    "spectral_norm", "spectral_entropy", "effective_rank", "stable_rank", "nuclear_norm", "mp_ks",
  ]

  private static let permutation =
    "The null model keeps the entries and forgets their places: a uniformly random permutation, from "
    + "the seed and the name of the matrix alone."

  private static func mean(of metric: Metric) -> Metric {
    comparison(metric, "", "mean of \(metric.name) over the permuted matrices", metric.unit) {
      _, values in .number(values.reduce(0, +) / Double(values.count))
    }
  }

  private static func deviation(of metric: Metric) -> Metric {
    comparison(metric, "_sd", "standard deviation of the same", metric.unit) { _, values in
      .number(Summary(values).standardDeviation)
    }
  }

  private static func score(of metric: Metric) -> Metric {
    comparison(metric, "_z", "(\(metric.name) − mean)/sd", "1") { observed, values in
      let summary = Summary(values)
      guard summary.standardDeviation > 0 else { return .undefined("noSpread") }
      return .number((observed - summary.mean) / summary.standardDeviation)
    }
  }

  private static func place(of metric: Metric) -> Metric {
    comparison(metric, "_rank", "#{replicates with a value ≥ \(metric.name)}", "count") {
      observed, values in .count(values.count { $0 >= observed })
    }
  }

  private static func comparison(
    _ metric: Metric, _ suffix: String, _ formula: String, _ unit: String,
    value: @escaping @Sendable (_ observed: Double, _ values: [Double]) -> MetricValue
  ) -> Metric {
    let range = suffix == "_z" ? "(−∞, ∞)" : suffix == "_rank" ? "0…R" : metric.range
    return Metric(
      "null_\(metric.name)\(suffix)", .null, formula, unit: unit, range: range,
      remark: permutation, atZero: nil
    ) { context in
      guard !context.nulls.isEmpty else { return .undefined("notRequested") }
      guard let observed = metric.value(in: context).double else {
        return metric.value(in: context)
      }
      let values = context.nulls.compactMap { metric.value(in: $0).double }
      return values.isEmpty ? metric.value(in: context.nulls[0]) : value(observed, values)
    }
  }

  private static let countAbove = Metric(
    "null_num_above", .null, "#{σᵢ > largest σ₁ of the permuted matrices}", unit: "count",
    range: "0…q", remark: permutation, atZero: nil
  ) { context in
    guard let level = context.nulls.map(\.largest).max() else { return .undefined("notRequested") }
    return .count(context.matrix.singularValues.count { $0 > level })
  }
}
