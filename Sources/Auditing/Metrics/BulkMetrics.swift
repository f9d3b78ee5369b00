import Theory

extension Metric {
  /// Section "mp family" of the catalogue.
  static let bulk = [
    fitted(
      "mp_sigma", "median(σ)/√(N μ_β), μ_β the median of the law", unit: "A", range: "(0, ∞)",
      kind: .positive,
      source: gavishDonoho, remark: "The standard deviation of the noise, over all q values."
    ) { .number($0.sigma) },
    fitted(
      "mp_edge", "mp_sigma² (√N + √M)²", unit: "A²", range: "(0, ∞)", kind: .positive,
      remark: "For λ = σ²."
    ) {
      .number($0.edge)
    },
    fitted("mp_edge_lower", "mp_sigma² (√N − √M)²", unit: "A²", range: "[0, ∞)") {
      .number($0.lowerEdge)
    },
    fitted(
      "mp_edge_sigma", "√mp_edge", unit: "A", range: "(0, ∞)", kind: .positive, remark: "For σ."
    ) {
      .number($0.edgeSingularValue)
    },
    fitted(
      "tw_threshold", "mp_sigma² (μ_N + s_N t), t the Tracy-Widom quantile of 1 − p", unit: "A²",
      range: "(0, ∞)", kind: .positive, source: "Johnstone, Ann. Stat. 2001",
      remark: "μ_N = (√(N−1) + √M)², s_N = (√(N−1) + √M)(1/√(N−1) + 1/√M)^{1/3}."
    ) { .number($0.tracyWidomThreshold) },
    fitted(
      "mp_num_above_edge", "#{λ > mp_edge}", unit: "count", range: "0…q",
      remark: "Noise alone has some now and then: see mp_num_spikes."
    ) { .count($0.valuesAboveEdge) },
    fitted("mp_num_spikes", "#{λ > tw_threshold}", unit: "count", range: "0…q") {
      .count($0.spikes.count)
    },
    fitted(
      "mp_spikes", "σ:strength of each spike", unit: "A", range: "text", kind: .text,
      source: "Benaych-Georges and Nadakuditi, J. Multivariate Anal. 2012, section 3.1",
      remark: "The strength is the planted singular value before the noise inflated it; the "
        + "\(spikesInText) largest are listed. With y = σ/(mp_sigma √N) and e = y² − 1 − β: "
        + "strength² = N mp_sigma² (e + √(e² − 4β))/2."
    ) { .text(text(of: $0.spikes)) },
    fitted(
      "mp_sigma_trimmed", "mp_sigma without the spikes", unit: "A", range: "(0, ∞)",
      kind: .positive,
      remark: "The median of the M − j values below the threshold against the law of "
        + "(N − j) × (M − j), repeated until j is stable."
    ) { $0.trimmedSigma.map { .number($0) } ?? .undefined("noStableBulk") },
    fitted(
      "mp_edge_trimmed", "mp_edge without the spikes", unit: "A²", range: "(0, ∞)", kind: .positive
    ) {
      $0.trimmedEdge.map { .number($0) } ?? .undefined("noStableBulk")
    },
    fitted(
      distance, "max |F − empirical F| of the values that are no spikes", range: "[0, 1]",
      remark: "Eigenvalues of noise are rigid: 0.006 for 1024², far below 1/√q. Heavy-tailed "
        + "matrices violate the model; read no mp_ column without this one and null_mp_ks."
    ) { .number($0.kolmogorovDistance) },
    fitted("mp_bulk_fraction", "1 − mp_num_spikes/q", range: "[0, 1]") { .number($0.bulkFraction) },
    fitted("mp_soft_rank", "min(1, mp_edge/λ₁)", range: "(0, 1]", kind: .positive) {
      .number($0.softRank)
    },
    Metric(
      "gd_rank", .mp, "#{σ > ω(β) median σ}", unit: "count", range: "0…q",
      source: gavishDonoho + ", unknown noise", atZero: .count(0)
    ) { context in
      guard context.isOneMatrix else { return .undefined("notOneMatrix") }
      return .count(
        MarchenkoPasturFit.gavishDonohoRank(
          of: context.matrix.singularValues, rows: context.matrix.rows,
          columns: context.matrix.columns))
    },
  ]

  /// The column without which no other of the family is shown.
  static let distance = "mp_ks"

  private static let gavishDonoho = "Gavish and Donoho, IEEE Trans. Inf. Theory 2014"
  private static let spikesInText = 64

  private static func fitted(
    _ name: String, _ formula: String, unit: String = "1", range: String,
    kind: Metric.Kind = .number,
    source: String = "Marchenko and Pastur, Math. USSR-Sb. 1967", remark: String = "",
    value: @escaping @Sendable (MarchenkoPasturFit) -> MetricValue
  ) -> Metric {
    Metric(name, .mp, formula, unit: unit, range: range, kind: kind, source: source, remark: remark)
    {
      context in
      guard context.isOneMatrix else { return .undefined("notOneMatrix") }
      guard let bulk = context.bulk else { return .undefined("noNoise") }
      // What is measured as noise would be what rounding to the stored type leaves of zeros.
      guard bulk.edgeSingularValue > context.matrix.storageFloor ?? 0 else {
        return .undefined("bulkBelowStorage")
      }
      return value(bulk)
    }
  }

  private static func text(of spikes: [MarchenkoPasturFit.Spike]) -> String {
    spikes.prefix(spikesInText).map { "\($0.value):\($0.strength.map { "\($0)" } ?? "")" }
      .joined(separator: " ")
  }
}
