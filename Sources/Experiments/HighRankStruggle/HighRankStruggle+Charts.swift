public import Charts
import Statistics

extension HighRankStruggle {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let losses = HighRankLosses(trials: trials, outcomes: outcomes)
    var table = DataTable()
    // From zero, which the whiskers of a loss must not cross.
    var ceiling = 0.01
    for depth in settings.depths {
      for rank in settings.ranks {
        let loss = losses.summary(rank: rank, depth: depth)
        guard loss.mean.isFinite else { continue }
        ceiling = max(ceiling, 1.02 * (loss.mean + loss.standardDeviation))
        table.append([
          "depth": .count(depth), "rank": .count(rank), "loss": .number(loss.mean),
          "deviation": .number(loss.standardDeviation),
        ])
      }
    }
    return [
      .measurements(
        name: "high-rank-struggle", title: "Deep networks struggle to fit maps of high rank",
        subtitle: """
          \(settings.tasks * settings.starts) runs of \(settings.steps) steps per point; whiskers \
          are one standard deviation
          """,
        caption: """
          Final training loss of ReLU networks of width \(settings.dimension), over the target \
          variance, by rank of the linear map to learn, one curve per depth. A loss of 1 is that \
          of the network which answers zero.
          """,
        data: table,
        x: .quantitative(
          "rank", title: "rank of the map", scale: .log2, ticks: settings.ranks.map(Double.init)),
        y: .quantitative(
          "loss", title: "final training loss / target variance", scale: .linear(0...ceiling)),
        error: "deviation", color: .ordinal("depth", title: "depth"), width: 420, height: 280)
    ]
  }
}
