public import Charts
import Foundation
import Statistics
import Theory

extension SingularValueLaw {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = LawSamples(trials: trials, outcomes: outcomes)
    return [histograms(samples), distances(samples), offsets(samples)].compactMap(\.self)
  }

  private func histograms(_ samples: LawSamples) -> Chart? {
    guard let width = settings.widths.last else { return nil }
    var bars = DataTable()
    var curve = DataTable()
    for depth in settings.depths {
      guard let sample = samples.weights(width: width, depth: depth) else { continue }
      let panel = DataTable.Value.label("depth \(depth)")
      let bin = Self.binWidth(depth: depth)
      let total = Double(sample.counts.reduce(0, +))
      let lower = sample.counts.indices.map { Double($0) * bin }
      bars.append(
        ["panel": panel],
        columns: [
          "lower": lower, "upper": lower.map { $0 + bin },
          "density": sample.counts.map { Double($0) / (total * bin) },
        ])
      let law = FussCatalanLaw(depth: depth)
      // The density is unbounded at zero for depth above 1: the curve starts where bars can follow.
      let points = (1...400).map { bin * Double(Self.binCount) * Double($0) / 400 }
      let ceiling = sample.counts.map { Double($0) / (total * bin) }.max() ?? 1
      let visible = points.filter { law.density(of: $0) <= 1.6 * ceiling }
      curve.append(
        ["panel": panel],
        columns: ["sigma": visible, "density": visible.map { law.density(of: $0) }])
    }
    return .histograms(
      name: "singular-value-law", title: "Finite products follow the limit law",
      subtitle: "bars: products of \(width) x \(width) matrices; line: Fuss-Catalan law",
      caption: """
        Histogram of the singular values of products of random matrices and the density of the \
        limit law, one panel per number of factors.
        """,
      bars: bars, curve: curve,
      x: .quantitative("sigma", title: "singular value \u{03C3}"),
      y: .quantitative("density", title: "density", scale: .fromZero),
      panels: .wrapped(by: "panel", columns: 2, x: .independent, y: .independent))
  }

  private func distances(_ samples: LawSamples) -> Chart? {
    guard settings.widths.count > 1 else { return nil }
    var table = DataTable()
    for (width, depth) in pairs {
      guard let sample = samples.weights(width: width, depth: depth) else { continue }
      let summary = Summary(sample.distances)
      table.append([
        "n": .count(width), "depth": .count(depth), "distance": .number(summary.mean),
        "error": .number(2 * summary.standardError),
      ])
    }
    let x = Channel.quantitative(
      "n", title: "width n", scale: .log2, ticks: settings.widths.map(Double.init))
    let y = Channel.quantitative("distance", title: "mean KS distance", scale: .log10)
    let range = Double(settings.widths[0])...Double(settings.widths[settings.widths.count - 1])
    return .measurements(
      name: "law-distance", title: "The distance from the law falls with the width",
      subtitle: "Kolmogorov-Smirnov distance of one product; whiskers are two standard errors",
      caption: """
        Mean distance of a single product's spectrum from the limit law by width, the same for all \
        depths. The dashed line falls like n^-0.8.
        """,
      data: table, x: x, y: y, error: "error", color: .ordinal("depth", title: "depth"),
      guides: [.powerLaw(0.06 * pow(32, 0.8), exponent: -0.8, over: range, x: x, y: y)], width: 380,
      height: 240)
  }

  private func offsets(_ samples: LawSamples) -> Chart? {
    guard settings.depths.count > 1, let width = settings.widths.last else { return nil }
    var measured = DataTable()
    var theory = DataTable()
    for (kind, limit) in [
      ("weights W", { FussCatalanLaw(depth: $0).entropyOffsetWeights }),
      ("Gram matrix W\u{1D40}W", { FussCatalanLaw(depth: $0).entropyOffsetGram }),
    ] as [(String, (Int) -> Double)] {
      for depth in settings.depths {
        guard let sample = samples.weights(width: width, depth: depth) else { continue }
        let isWeights = kind.hasPrefix("weights")
        let summary = Summary(isWeights ? sample.entropies : sample.gramEntropies)
        measured.append([
          "kind": .label(kind), "depth": .count(depth),
          "offset": .number(summary.mean - log(Double(width))),
          "error": .number(2 * summary.standardError),
        ])
      }
      let depths = Array(1...(settings.depths.last ?? 1))
      theory.append(
        ["kind": .label(kind)],
        columns: ["depth": depths.map(Double.init), "offset": depths.map(limit)])
    }
    let x = Channel.quantitative(
      "depth", title: "number of factors", scale: .log2, ticks: settings.depths.map(Double.init))
    let y = Channel.quantitative("offset", title: "mean effective rank \u{2212} log n")
    let color = Channel.nominal("kind", title: "matrix")
    return Chart(
      name: "entropy-offsets", title: "Mean effective rank follows the closed forms",
      subtitle: "dots: n = \(width), whiskers are two standard errors; lines: exact limits",
      caption: "Mean effective rank minus log n against the number of factors, with exact limits.",
      width: 380, height: 240,
      layers: Chart.measurements(
        name: "dots", title: "", caption: "", data: measured, x: x, y: y, error: "error",
        color: color
      ).layers.filter { $0.mark != .line } + [
        ChartLayer(
          .line, data: theory, x: x, y: y, color: color, tooltip: [], style: Style(width: 1.5))
      ])
  }
}
