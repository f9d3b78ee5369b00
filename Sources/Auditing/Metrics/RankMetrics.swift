import Foundation
import Spectra

extension Metric {
  /// Section "entropies and ranks" of the catalogue.
  static func ranks(tolerances: [Double], shares: [Double], energies: [Int]) -> [Metric] {
    entropies + tolerances.map(rank(above:))
      + [rankInDoublePrecision, rankInStorage, storageFloor]
      + shares.map(rank(withShare:)) + energies.map(energyRank(percent:)) + extremes
  }

  private static let huh = "Huh et al., TMLR 2023, definition 2.1, there called effective rank"
  private static let incompatible =
    "Live code has incompatible \"effective ranks\": with or without exp, on σ or σ², centred or "
    + "not, divided by ln D, or with 1e-7 added to p; hence no column is called erank."

  private static let entropies = [
    Metric(
      "spectral_entropy", .rank, "−Σ pᵢ ln pᵢ, pᵢ = σᵢ/Σσ", unit: "nats", range: "[0, ln rank]",
      source: huh, remark: "Not exponentiated, on σ, not σ². " + incompatible,
      atZero: .number(0)
    ) { .number($0.sums.entropy) },
    Metric(
      "effective_rank", .rank, "exp(spectral_entropy)", range: "[1, rank]",
      source: "Roy and Vetterli, EUSIPCO 2007, definition 1", remark: incompatible,
      atZero: .number(0)
    ) { .number(exp($0.sums.entropy)) },
    Metric(
      "effective_rank_sq", .rank, "exp(−Σ sᵢ ln sᵢ), sᵢ = σᵢ²/Σσ²", range: "[1, rank]",
      source: "derived: the exponential of the von Neumann entropy of AᵀA/tr AᵀA",
      remark: incompatible, atZero: .number(0)
    ) { .number(exp($0.sums.squaredEntropy)) },
    Metric(
      "spectral_entropy_norm", .rank, "−Σ sᵢ ln sᵢ / ln rank@eps64, sᵢ = σᵢ²/Σσ²", range: "[0, 1]",
      source: "derived; WeightWatcher's entropy without its additive constants",
      remark: "Undefined where rank@eps64 is below 2."
    ) { context in
      let rank = context.rankInDoublePrecision
      return rank < 2
        ? .undefined("rankBelow2")
        : .number(min(1, context.sums.squaredEntropy / log(Double(rank))))
    },
    Metric(
      "stable_rank", .rank, "Σσ²/σ₁²", range: "[1, rank]",
      source: "Rudelson and Vershynin, JACM 2007; Huh et al., definition D.3", need: .leading,
      atZero: .number(0)
    ) { context in
      if context.matrix.isComplete { return .number(context.sums.second) }
      let ratio = context.matrix.frobeniusNorm / context.largest
      return .number(ratio * ratio)
    },
    Metric(
      "participation_ratio", .rank, "(Σλ)²/Σλ², λ = σ²", range: "[1, rank]",
      source: "Bell and Dean, Discuss. Faraday Soc. 1970",
      remark: "A rank in spite of its name, hence 0 for the zero matrix.", atZero: .number(0)
    ) { .number($0.sums.second * $0.sums.second / $0.sums.fourth) },
  ]

  private static func rank(above tolerance: Double) -> Metric {
    Metric(
      "rank@" + MetricName.tolerance(tolerance), .rank,
      "#{σᵢ > \(MetricName.tolerance(tolerance)) σ₁}", unit: "count", range: "0…q", need: .leading,
      atZero: .count(0)
    ) { $0.count(above: tolerance * $0.largest) }
  }

  private static let rankInDoublePrecision = Metric(
    "rank@eps64", .rank, "#{σᵢ > σ₁ max(m,n) 2⁻⁵²}", unit: "count", range: "0…q",
    source: "numpy.linalg.matrix_rank, default for float64",
    remark: "Of a matrix of low rank stored in fewer bits this is q: see rank@storage.",
    need: .leading, atZero: .count(0)
  ) { $0.count(above: $0.doublePrecisionFloor) }

  private static let rankInStorage = Metric(
    "rank@storage", .rank, "#{σᵢ > storage_floor}", unit: "count", range: "0…q",
    remark: "Values that rounding to the stored type alone could have made do not count.",
    need: .leading, atZero: .count(0)
  ) { context in
    context.matrix.storageFloor.map { context.count(above: $0) } ?? .undefined("noStorage")
  }

  private static let storageFloor = Metric(
    "storage_floor", .rank, "max(ε_s/√12 (max row norm + max column norm), σ₁ max(m,n) 2⁻⁵²)",
    unit: "A", range: "[0, ∞)",
    remark: "ε_s is the distance from 1 to the next number of the effective type. The textbook "
      + "σ₁ max(m,n) ε_s exceeds σ₁ for large matrices in bfloat16.",
    need: .leading, atZero: .number(0)
  ) { context in context.matrix.storageFloor.map { .number($0) } ?? .undefined("noStorage") }

  private static func rank(withShare share: Double) -> Metric {
    Metric(
      "rank_share@\(share)", .rank, "#{σᵢ/Σσ ≥ \(share)}", unit: "count", range: "0…q",
      source: "Huh et al., definition D.2, on the spectrum normalised by its sum",
      atZero: .count(0)
    ) { context in
      .count(
        RankMeasures.thresholdRank(
          context.matrix.singularValues, threshold: share, relativeTo: .sum))
    }
  }

  private static func energyRank(percent: Int) -> Metric {
    Metric(
      "energy_rank_\(percent)", .rank,
      "smallest r with Σ_{i≤r} σᵢ² ≥ \(Double(percent) / 100) Σσ²", unit: "count", range: "1…q",
      remark: "Energy, not its square root. A share of 1e-12 is allowed to be missing, so that the "
        + "ties of a flat spectrum do not hang on rounding.",
      need: .leading, atZero: .count(0)
    ) { $0.energyRank(share: Double(percent) / 100) }
  }

  private static let extremes = [
    Metric("condition_number", .rank, "σ₁/σ_q", range: "[1, ∞)") { context in
      let smallest = context.matrix.singularValues.last ?? 0
      return smallest > 0 ? .number(context.largest / smallest) : .undefined("singular")
    },
    Metric("sigma_min", .rank, "σ_q", unit: "A", range: "[0, ∞)", atZero: .number(0)) {
      .number($0.matrix.singularValues.last ?? 0)
    },
  ]
}

extension MetricContext {
  fileprivate var doublePrecisionFloor: Double { largest * Double(matrix.longSide) * 0x1p-52 }

  fileprivate var rankInDoublePrecision: Int {
    matrix.singularValues.count { $0 > doublePrecisionFloor }
  }

  /// How many values are above a level, if all of those are known.
  fileprivate func count(above level: Double) -> MetricValue {
    let values = matrix.singularValues
    if !matrix.isComplete, let last = values.last, last > level { return .undefined("topK") }
    return .count(values.count { $0 > level })
  }

  fileprivate func energyRank(share: Double) -> MetricValue {
    let frobenius = matrix.frobeniusNorm / largest
    let total = matrix.isComplete ? sums.second : frobenius * frobenius
    let wanted = share * total * (1 - 1e-12)
    var energy = 0.0
    for (i, value) in matrix.singularValues.enumerated() {
      energy += (value / largest) * (value / largest)
      if energy >= wanted { return .count(i + 1) }
    }
    return .undefined("topK")
  }
}
