import Randomness
import Statistics

extension Metric {
  /// Section "alpha family" of the catalogue.
  static let powerLaw =
    [
      tail("alpha", "1 + n/Σ ln(λᵢ/xmin) over the n values λ ≥ xmin", range: "(1, ∞)") {
        .number($0.exponent)
      },
      tail(
        "alpha_sigma", "(alpha − 1)/√n", range: "(0, ∞)", kind: .positive,
        remark: "The standard error of alpha."
      ) {
        .number($0.standardError)
      },
      tail(
        "alpha_D", "max |F(λ) − empirical F|, F(x) = 1 − (x/xmin)^{1−alpha}", range: "[0, 1]",
        remark: "Both sides of every step count."
      ) { .number($0.distance) },
      Metric(
        "alpha_xmin", .alpha, "the observed λ that minimises alpha_D", unit: "A²", range: "(0, ∞)",
        kind: .positive,
        source: clauset,
        remark: "Only candidates that leave the least number of values in the tail count."
      ) { context in
        context.tailValue { .number($0.minimum * context.largest * context.largest) }
      },
      tail("alpha_n_tail", "n = #{λ ≥ xmin}", unit: "count", range: "1…q") { .count($0.tailCount) },
      tail(
        "alpha_tail_fraction", "n/#{σ > storage_floor}", range: "(0, 1]", kind: .positive
      ) { .number($0.tailFraction) },
      tail(
        "alpha_on_sigma", "2 alpha − 1", range: "(1, ∞)",
        remark: "The exponent of the density of σ; exact."
      ) { .number($0.exponentOnRoot) },
      Metric(
        "alpha_p", .alpha, "share of synthetic samples with a larger alpha_D", range: "[0, 1]",
        source: clauset + ", section 4.1",
        remark: "Semi-parametric bootstrap, seeded. Small: not a power law. Large: not refuted."
      ) { $0.bootstrapProbability },
    ] + [TailAlternative.lognormal, .exponential].flatMap(likelihoods(against:))

  private static let clauset = "Clauset, Shalizi and Newman, SIAM Review 2009"

  /// A metric of the fitted tail that no scale of the matrix changes.
  private static func tail(
    _ name: String, _ formula: String, unit: String = "1", range: String,
    kind: Metric.Kind = .number, remark: String = "",
    value: @escaping @Sendable (PowerLawFit) -> MetricValue
  ) -> Metric {
    Metric(
      name, .alpha, formula, unit: unit, range: range, kind: kind, source: clauset + ", section 3",
      remark: remark
    ) { $0.tailValue(value) }
  }

  private static func likelihoods(against other: TailAlternative) -> [Metric] {
    let name = "alpha_vs_\(other.rawValue)"
    let source = "Vuong, Econometrica 1989; " + clauset + ", section 5"
    return [
      Metric(
        name, .alpha, "Σ dᵢ/(√n sd(dᵢ)), dᵢ = ln p_power(λᵢ) − ln p_\(other.rawValue)(λᵢ)",
        range: "(−∞, ∞)", source: source,
        remark: "On the same tail; positive where the power law fits better."
      ) { $0.comparison(with: other) { $0.ratio } },
      Metric(
        name + "_p", .alpha, "erfc(|\(name)|/√2)", range: "[0, 1]", source: source,
        remark: "Large: the tail cannot tell the two laws apart."
      ) { $0.comparison(with: other) { $0.pValue } },
    ]
  }
}

extension MetricContext {
  fileprivate func tailValue(_ value: (PowerLawFit) -> MetricValue) -> MetricValue {
    tail.map(value) ?? .undefined("tooFewValues")
  }

  fileprivate func comparison(
    with other: TailAlternative, _ value: (LikelihoodComparison) -> Double
  ) -> MetricValue {
    tailValue { fit in
      fit.comparison(with: other).map { .number(value($0)) } ?? .undefined("noSpread")
    }
  }

  fileprivate var bootstrapProbability: MetricValue {
    guard settings.alphaBootstrap > 0, let draws else { return .undefined("notRequested") }
    return tailValue { .number($0.pValue(replicates: settings.alphaBootstrap, seed: draws)) }
  }
}
