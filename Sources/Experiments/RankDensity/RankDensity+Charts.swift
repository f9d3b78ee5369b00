public import Charts
import Networks
import Statistics

extension RankDensity {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = RankDensitySamples(of: self, outcomes: outcomes)
    return settings.inputCounts.map { densities(samples, inputs: $0) }
      + [agreement(samples), spread(samples)].compactMap(\.self)
  }

  private func densities(_ samples: RankDensitySamples, inputs: Int) -> Chart {
    var table = DataTable()
    for sample in samples.curves where sample.inputs == inputs {
      table.append(
        [
          "panel": .label(
            "\(sample.curve.activation.title), \(sample.curve.weights.rawValue) weights"),
          "depth": .count(sample.curve.depth),
        ],
        columns: [
          "rho": sample.density.points, "density": sample.density.density.map { max($0, 0) },
        ])
    }
    return .curves(
      name: inputs == settings.inputCounts[0] ? "rank-density" : "rank-density-\(inputs)",
      title: "Deeper random networks have kernels of lower effective rank",
      subtitle: """
        \(settings.draws) networks per curve, width \(settings.width), \(inputs) inputs
        """,
      caption: """
        Density of the effective rank of the cosine-distance kernel over random networks, one curve \
        per depth. Every doubling of the depth moves the curve to lower rank and widens it.
        """,
      data: table,
      x: .quantitative(
        "rho", title: "effective rank \u{03C1}(K) in nats",
        scale: settings.isPublishedWorkload ? .linear(1.0...2.3) : .linear),
      y: .quantitative("density", title: "density", scale: .fromZero),
      color: .ordinal("depth", title: "depth"),
      panels: .wrapped(by: "panel", columns: 2, y: .independent))
  }

  private func agreement(_ samples: RankDensitySamples) -> Chart? {
    let known = samples.curves.compactMap { sample in
      RankDensityReference.mode(of: sample.curve).map { (sample, $0) }
    }
    guard settings.isPublishedWorkload, !known.isEmpty else { return nil }
    var table = DataTable()
    for (sample, published) in known {
      table.append([
        "panel": .label("\(sample.curve.activation.title), \(sample.curve.weights.rawValue)"),
        "inputs": .label("\(sample.inputs)"), "depth": .count(sample.curve.depth),
        "published": .number(published), "measured": .number(sample.density.mode),
        "error": .number(2 * sample.modeStandardError),
      ])
    }
    return .agreement(
      name: "rank-density-agreement", title: "Measured modes are the published ones",
      subtitle: "whiskers are two standard errors; the dashed line is equality",
      caption: """
        Mode of each density against the mode read from the paper's figure. The line is equality; \
        the paper's caption says 256 inputs, its curves fit 128.
        """,
      data: table, published: .quantitative("published", title: "published mode"),
      measured: .quantitative("measured", title: "measured mode"), error: "error",
      color: .nominal("panel", title: "network"), shape: .nominal("inputs", title: "inputs"))
  }

  private func spread(_ samples: RankDensitySamples) -> Chart? {
    guard settings.depths.count > 1 else { return nil }
    var table = DataTable()
    for sample in samples.curves where sample.inputs == settings.inputCounts[0] {
      let deviation = sample.summary.standardDeviation
      let series = "\(sample.curve.activation.title), \(sample.curve.weights.rawValue)"
      for (quantity, value, error) in [
        ("mode", sample.density.mode, sample.modeStandardError),
        (
          "standard deviation", deviation,
          deviation / (2 * Double(sample.summary.count - 1)).squareRoot()
        ),
      ] {
        table.append([
          "quantity": .label(quantity), "panel": .label(series),
          "depth": .count(sample.curve.depth), "value": .number(value),
          "error": .number(2 * error),
        ])
      }
    }
    return .measurements(
      name: "rank-density-depth", title: "The mode falls and the spread grows with depth",
      subtitle: "\(settings.inputCounts[0]) inputs; whiskers are two standard errors",
      caption: "Mode and standard deviation of the effective rank over random networks by depth.",
      data: table,
      x: .quantitative(
        "depth", title: "depth", scale: .log2, ticks: settings.depths.map(Double.init)),
      y: .quantitative("value", title: "nats", scale: .linear), error: "error",
      color: .nominal("panel", title: "network"),
      panels: .wrapped(by: "quantity", columns: 2, y: .independent), width: 320, height: 220)
  }
}
