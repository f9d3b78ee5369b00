public import Charts
import Foundation
import Statistics

extension ResidualConnections {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = ResidualSamples(trials: trials, outcomes: outcomes)
    return [converged(samples), starts(samples), variances(samples)]
  }

  private func converged(_ samples: ResidualSamples) -> Chart {
    var table = DataTable()
    for connection in Connection.allCases {
      for depth in settings.depths {
        let ranks = Summary(samples.ranks(connection, depth: depth))
        guard ranks.mean.isFinite else { continue }
        table.append([
          "connection": .label(connection.title), "depth": .count(depth),
          "rank": .number(ranks.mean), "deviation": .number(ranks.standardDeviation),
        ])
      }
    }
    return .measurements(
      name: "residual-connections", title: "Residual connections slow the loss of rank with depth",
      subtitle: "\(settings.repeats) repeats; whiskers are one standard deviation",
      caption: """
        Effective rank of linear networks after training on a map of rank \(settings.rank), by \
        depth. Networks that are not finite after training are left out.
        """,
      data: table, x: depthAxis(settings.depths),
      y: .quantitative("rank", title: "effective rank at convergence", scale: .linear),
      error: "deviation", color: .nominal("connection", title: "layers"), width: 400, height: 260)
  }

  private func starts(_ samples: ResidualSamples) -> Chart {
    var table = DataTable()
    for (column, connection) in ResidualReference.connections.enumerated() {
      for (row, depth) in ResidualReference.depths.enumerated() {
        let ranks = samples.startRanks(connection: column, depth: row)
        table.append([
          "connection": .label(connection.title), "depth": .count(depth),
          "rank": .number(ranks.mean), "deviation": .number(ranks.standardDeviation),
        ])
      }
    }
    return .measurements(
      name: "residual-connections-start",
      title: "Residual products of unit gain lose rank at the start too",
      subtitle: "\(settings.draws) networks per point; whiskers are one standard deviation",
      caption: """
        Effective rank of linear networks at initialisation, by depth. Only small branches keep \
        the rank.
        """,
      data: table, x: depthAxis(ResidualReference.depths),
      y: .quantitative("rank", title: "effective rank at the start", scale: .linear),
      error: "deviation", color: .nominal("connection", title: "layers"), width: 400, height: 260)
  }

  private func variances(_ samples: ResidualSamples) -> Chart {
    let depths = ResidualReference.depths
    let variances = depths.indices.map { samples.startVariances(depth: $0) }
    let x = Channel.quantitative("depth", title: "depth", scale: .linear)
    let y = Channel.quantitative("log", title: "log2 of the mean output variance", scale: .fromZero)
    let places = DataTable.Column.numbers(depths.map(Double.init))
    return .measurements(
      name: "residual-connections-variance",
      title: "Every residual layer doubles the output variance",
      subtitle: "unit gain; whiskers are two standard errors, the dashed line is the depth",
      caption: "Output variance of residual linear networks at initialisation, by depth.",
      data: DataTable([
        "depth": places, "log": .numbers(variances.map { log2($0.mean) }),
        "error": .numbers(variances.map { 2 * $0.standardError / ($0.mean * log(2)) }),
      ]),
      x: x, y: y, error: "error",
      guides: [
        ChartLayer(
          .line, data: DataTable(["depth": places, "log": places]), x: x, y: y, tooltip: [],
          style: .guide)
      ], width: 320, height: 220)
  }

  private func depthAxis(_ depths: [Int]) -> Channel {
    .quantitative("depth", title: "depth", scale: .log2, ticks: depths.map(Double.init))
  }
}
