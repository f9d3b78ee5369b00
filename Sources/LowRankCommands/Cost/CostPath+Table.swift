import Reporting
import Theory

extension CostPath {
  /// The path for a person.
  var table: String {
    let rows = points.map { point in
      [
        point.lambda, point.depth1.cost, point.depth1.cost / nuclearLimit, point.depth2.cost,
        point.depth2.cost / nuclearLimit, point.depth2.softRank,
      ].map { $0.formatted(significantDigits: 6) }
    }
    let lines = TextTable(
      header: [
        "lambda", "depth-1 cost", "/ nuclear", "depth-2 cost", "/ nuclear", "soft rank",
      ], rows: rows
    ).lines
    return ([network.headline] + lines + notes).joined(separator: "\n")
  }

  /// What the columns tend to at both ends.
  private var notes: [String] {
    let nuclear = nuclearLimit.formatted(significantDigits: 6)
    return ("Large lambda: both costs tend to 2a times the nuclear norm, \(nuclear). " + smallEnd)
      .wrapped(to: 80)
  }

  private var smallEnd: String {
    switch network.depth {
    case .infinite:
      "Small lambda: the soft rank of depth-2 blocks reaches the rank, \(spectrum.rank)."
    case .blocks(let count):
      "Small lambda: with L = \(count) blocks the costs tend to Schatten quasi-norms, not to the "
        + "rank, \(spectrum.rank); that takes --depth inf first."
    }
  }
}
