import Foundation

/// The columns of the compatible table.
///
/// The same names mean other formulas elsewhere: norms are squared, and kernels of convolutions are
/// scaled slices.
enum WeightWatcher {
  /// What stands before the names in the metrics of a row, so that nothing is mistaken for another.
  static let prefix = "weightwatcher:"
  /// The view of a kernel whose slices are looked at beside.
  static let reshapedKernel = "conv.reshape"

  /// The columns of a fit to noise, which this program's own metrics fill.
  static let ofNoise = ["mp_num_spikes", "mp_sigma", "mp_soft_rank", "mp_edge"]

  /// Whether WeightWatcher would have the row.
  static func hasRow(_ row: AuditRow) -> Bool {
    let view = row.identity.view
    return view == "matrix" || view.hasPrefix("stack") || isKernel(row)
  }

  /// Whether a row is a convolution to WeightWatcher.
  static func isKernel(_ row: AuditRow) -> Bool {
    [reshapedKernel, "conv.slices"].contains(row.identity.view)
  }

  /// The metrics of the file, by its names with the prefix.
  static let metrics: [Metric] = [
    metric("D", "max |1 − (λ/xmin)^{1−alpha} − i/n|") { $0.fit.map { .number($0.distance) } },
    metric("M", "smaller side of a slice") { .count($0.shortSide) },
    metric("N", "larger side of a slice") { .count($0.longSide) },
    metric("Q", "N/M") { .number(Double($0.longSide) / Double($0.shortSide)) },
    metric("alpha", "1 + n/Σ ln(λᵢ/xmin), every λ > 1e-5 a candidate for xmin") {
      $0.fit.map { .number($0.alpha) }
    },
    metric("alpha_weighted", "alpha · log₁₀ λ_max") { spectrum in
      spectrum.fit.map { .number($0.alpha * log10(spectrum.largest)) }
    },
    metric("entropy", "−Σ p ln p/ln(matrix_rank + 1e-10), p = λ/Σλ + 1e-10") {
      .number($0.entropy)
    },
    metric("lambda_max", "σ₁²") { .number($0.largest) },
    metric("log_alpha_norm", "log₁₀ Σ λ^alpha") { spectrum in
      spectrum.fit.map { fit in
        .number(log10(spectrum.values.reduce(0) { $0 + pow($1, fit.alpha) }))
      }
    },
    metric("log_norm", "log₁₀ Σλ") { .number(log10($0.total)) },
    metric("log_spectral_norm", "log₁₀ σ₁²") { .number(log10($0.largest)) },
    metric("matrix_rank", "#{σ > σ₁ N 2⁻⁵²}") { .count($0.rank) },
    metric("norm", "Σλ = ‖W‖_F²") { .number($0.total) },
    metric("num_evals", "number of λ") { .count($0.values.count) },
    metric("num_pl_spikes", "#{λ ≥ xmin}") { spectrum in
      spectrum.fit.map { fit in .count(spectrum.values.count { $0 >= fit.minimum }) }
    },
    metric("rank_loss", "Σ over slices of q − #{σ > σ₁ N 2⁻⁵²}") { .count($0.rankLoss) },
    metric("rf", "number of slices") { .count($0.slices.count) },
    metric("sigma", "(alpha − 1)/√n") { $0.fit.map { .number($0.deviation) } },
    metric("spectral_norm", "σ₁²") { .number($0.largest) },
    metric("stable_rank", "Σλ/λ_max") { .number($0.total / $0.largest) },
    metric("sv_max", "σ₁") { .number($0.slices.compactMap(\.first).max() ?? 0) },
    metric("sv_min", "largest of the slices' smallest σ") {
      .number($0.slices.compactMap(\.last).max() ?? 0)
    },
    metric("weak_rank_loss", "#{λ < 1e-6}") { .count($0.values.count { $0 < 1e-6 }) },
    metric("xmax", "λ_max") { .number($0.largest) },
    metric("xmin", "the candidate with the smallest D") { $0.fit.map { .number($0.minimum) } },
    metric("rand_distance", "Jensen-Shannon distance of the sorted λ and those of the permuted W") {
      spectrum in spectrum.null.map { .number(distance(spectrum.values, $0)) }
    },
    metric("ww_softrank", "largest λ of the permuted W/λ_max") { spectrum in
      spectrum.null?.last.map { .number($0 / spectrum.largest) }
    },
    metric("ww_maxdist", "λ_max − largest λ of the permuted W") { spectrum in
      spectrum.null?.last.map { .number(spectrum.largest - $0) }
    },
  ]

  private static func metric(
    _ name: String, _ formula: String,
    value: @escaping @Sendable (WeightWatcherSpectrum) -> MetricValue?
  ) -> Metric {
    Metric(
      prefix + name, .weightWatcher, formula, range: "(−∞, ∞)", source: "WeightWatcher 0.7.7",
      remark: "Kernels of convolutions are slices, each times √½."
    ) { context in value(context.weightWatcher) ?? .undefined("notInWeightWatcher") }
  }

  /// `√((KL(p‖m) + KL(q‖m))/2)`, `m` the mean of the vectors before they are normalised.
  private static func distance(_ first: [Double], _ second: [Double]) -> Double {
    let mean = zip(first, second).map { ($0 + $1) / 2 }
    // Rounding alone can make the sum of equal spectra negative.
    return max(0, (divergence(first, mean) + divergence(second, mean)) / 2).squareRoot()
  }

  private static func divergence(_ values: [Double], _ others: [Double]) -> Double {
    let (total, otherTotal) = (values.reduce(0, +), others.reduce(0, +))
    return zip(values, others).reduce(0) { sum, pair in
      let p = pair.0 / total
      return p > 0 ? sum + p * log(p / (pair.1 / otherTotal)) : sum
    }
  }
}

/// A spectrum as WeightWatcher sees it.
struct WeightWatcherSpectrum {
  /// Singular values of each slice, scaled, descending.
  let slices: [[Double]]
  /// `N`, of one slice.
  let longSide: Int
  /// `M`, of one slice.
  let shortSide: Int
  /// `λ` of all slices, ascending.
  let values: [Double]
  /// The sum `Σλ`.
  let total: Double
  /// The number `#{σ > σ₁ N 2⁻⁵²}`.
  let rank: Int
  /// The values lost in the slices.
  let rankLoss: Int
  /// The fit; nil where there are too few values.
  let fit: WeightWatcherFit?
  /// `λ` of the permuted matrix, ascending; nil for convolutions and without null.
  let null: [Double]?

  /// √½ with its defaults; √(k_h k_w/2) only where it is told to analyse slices one by one.
  private static let sliceScale = 0.5.squareRoot()

  init(_ matrix: MeasuredMatrix) {
    if let found = matrix.slices {
      slices = found.values.map { $0.map { $0 * Self.sliceScale } }
      (longSide, shortSide) = (max(found.rows, found.columns), min(found.rows, found.columns))
    } else {
      slices = [matrix.singularValues]
      (longSide, shortSide) = (matrix.longSide, matrix.shortSide)
    }
    values = slices.joined().map { $0 * $0 }.sorted()
    total = values.reduce(0, +)
    let tolerance = Double(longSide) * 0x1p-52
    func rank(_ values: [Double]) -> Int {
      let floor = (values.first ?? 0) * tolerance
      return values.count { $0 > floor }
    }
    self.rank = rank(values.reversed().map { $0.squareRoot() })
    rankLoss = slices.reduce(0) { $0 + $1.count - rank($1) }
    fit = WeightWatcherFit(ascending: values.filter { $0 > 1e-5 })
    null =
      matrix.slices == nil
      ? matrix.nulls.first.map { $0.singularValues.reversed().map { $0 * $0 } } : nil
  }

  /// The largest value, `λ_max`.
  var largest: Double { values.last ?? 0 }

  var entropy: Double {
    let sum = values.reduce(0) { sum, value in
      let p = value / total + 1e-10
      return sum - p * log(p)
    }
    return sum / log(Double(rank) + 1e-10)
  }
}
