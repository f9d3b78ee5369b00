import Foundation
import Spectra

extension Metric {
  /// Section "norms" of the catalogue.
  static func norms(exponents: [Double]) -> [Metric] {
    spectralNorms + exponents.flatMap { [schattenNorm($0), schattenSum($0)] } + logarithms
      + entryMeans + entryCounts
  }

  private static let spectralNorms = [
    Metric(
      "spectral_norm", .norm, "σ₁", unit: "A", range: "[0, ∞)",
      remark: "WeightWatcher's column of this name is σ₁².", need: .leading, atZero: .number(0)
    ) { .number($0.largest) },
    Metric(
      "frobenius_norm", .norm, "(Σ aᵢⱼ²)^{1/2}", unit: "A", range: "[0, ∞)",
      remark: "From the entries where there are any, else (Σσ²)^{1/2}. WeightWatcher's norm is the "
        + "square.", need: .norm, atZero: .number(0)
    ) { .number($0.matrix.frobeniusNorm) },
    Metric(
      "fro_check", .norm, "|frobenius_norm − (Σσ²)^{1/2}| / frobenius_norm", range: "[0, ∞)",
      remark: "The entries and the spectrum must agree: above 1e-10 something is wrong."
    ) { context in
      guard context.matrix.entries != nil else { return .undefined("noEntries") }
      let norm = context.matrix.frobeniusNorm
      return .number(abs(norm - context.largest * context.sums.second.squareRoot()) / norm)
    },
    Metric(
      "nuclear_norm", .norm, "Σσ", unit: "A", range: "[0, ∞)", atZero: .number(0)
    ) { .number($0.largest * $0.sums.first) },
  ]

  private static let linearNetworks =
    "With p = 2/L the sum is, up to a factor, the least cost ‖W₁‖² + … + ‖W_L‖² of a linear network "
    + "of depth L that computes the matrix."

  private static func schattenNorm(_ p: Double) -> Metric {
    let name = MetricName.fraction(p)
    return Metric(
      "schatten_p@\(name)", .norm, "(Σ σᵢ^p)^{1/p}, p = \(name)", unit: "A", range: "[0, ∞)",
      remark: p < 1 ? "A quasi-norm. " + linearNetworks : "", atZero: .number(0)
    ) { .number($0.largest * pow($0.powerSum(p), 1 / p)) }
  }

  private static func schattenSum(_ p: Double) -> Metric {
    let name = MetricName.fraction(p)
    return Metric(
      "schatten_p_sum@\(name)", .norm, "Σ σᵢ^p, p = \(name)", unit: "A^\(name)",
      range: "(0, ∞)", kind: .positive,
      remark: linearNetworks, atZero: .number(0)
    ) { .number(pow($0.largest, p) * $0.powerSum(p)) }
  }

  private static let logarithms = [
    Metric(
      "log10_spectral_norm", .norm, "log₁₀ σ₁", unit: "log10 A", range: "(−∞, ∞)", need: .leading
    ) { .number(log10($0.largest)) },
    Metric(
      "log10_frobenius_norm", .norm, "log₁₀ frobenius_norm", unit: "log10 A", range: "(−∞, ∞)",
      need: .norm
    ) { .number(log10($0.matrix.frobeniusNorm)) },
  ]

  private static let entryMeans = [
    Metric(
      "mean_abs", .norm, "mean |aᵢⱼ|", unit: "A", range: "[0, ∞)", need: .entries
    ) { $0.finiteEntries { .number($0.meanMagnitude) } },
    Metric("rms", .norm, "(mean aᵢⱼ²)^{1/2}", unit: "A", range: "[0, ∞)", need: .entries) {
      $0.finiteEntries { .number($0.frobeniusNorm / Double($0.count).squareRoot()) }
    },
    Metric(
      "max_abs", .norm, "max |aᵢⱼ|", unit: "A", range: "[0, ∞)",
      remark: "Over finite entries.", need: .entries
    ) { context in context.entries { .number($0.largest) } },
  ]

  private static let entryCounts = [
    Metric(
      "n_zero", .norm, "#{aᵢⱼ = 0}", unit: "count", range: "0…mn", need: .entries
    ) { context in context.entries { .count($0.zeros) } },
    Metric(
      "n_nan", .norm, "#{aᵢⱼ is NaN}", unit: "count", range: "0…mn", need: .entries
    ) { context in context.entries { .count($0.notNumbers) } },
    Metric(
      "n_inf", .norm, "#{aᵢⱼ = ±∞}", unit: "count", range: "0…mn", need: .entries
    ) { context in context.entries { .count($0.infinities) } },
  ]
}

extension MetricContext {
  /// The sum `Σ (σᵢ/σ₁)^p`.
  fileprivate func powerSum(_ p: Double) -> Double {
    if p == 1 { return sums.first }
    return matrix.singularValues.reduce(0) { $0 + pow($1 / largest, p) }
  }

  /// What is known of the entries.
  fileprivate func entries(_ value: (EntryStatistics) -> MetricValue) -> MetricValue {
    matrix.entries.map(value) ?? .undefined("noEntries")
  }

  /// The same for means, which entries that are not finite make meaningless.
  fileprivate func finiteEntries(_ value: (EntryStatistics) -> MetricValue) -> MetricValue {
    entries { statistics in
      if statistics.notNumbers + statistics.infinities > 0 { return .undefined("nonfinite") }
      return statistics.count == 0 ? .undefined("empty") : value(statistics)
    }
  }
}
