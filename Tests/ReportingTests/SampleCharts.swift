import Charts
import Foundation

/// The kinds of pictures that experiments make, on smooth made-up numbers.
enum SampleCharts {
  static let depths = [1, 2, 4, 8, 16]

  static var all: [Chart] {
    [densities, singularValues, measures, landscape, convergence, agreement]
  }

  static var densities: Chart {
    var table = DataTable()
    for (activation, lift) in [("linear", 0.0), ("ReLU", 0.06)] {
      for distribution in ["normal", "uniform"] {
        for depth in depths {
          let place = 2.15 - 0.19 * log2(Double(depth)) + (depth > 1 ? lift : 0)
          let spread = 0.012 + 0.015 * log2(Double(depth))
          let x = (0..<200).map { place + spread * (Double($0) / 25 - 4) }
          let y = x.map { exp(-pow(($0 - place) / spread, 2) / 2) / (spread * 2.507) }
          table.append(
            [
              "activation": .label(activation), "distribution": .label(distribution),
              "depth": .count(depth),
            ], columns: ["rank": x, "density": y])
        }
      }
    }
    return .curves(
      name: "densities", title: "Deeper networks start at lower rank",
      subtitle: "Density of the effective rank of 4096 random networks per curve",
      caption: "Each curve is the density of ρ(K) over random networks of one depth; deeper "
        + "networks lie further left in all four panels.",
      data: table,
      x: .quantitative("rank", title: "effective rank ρ(K)", scale: .linear(1.0...2.3)),
      y: .quantitative("density", title: "density"), color: .ordinal("depth"),
      panels: .grid(row: "activation", column: "distribution", y: .independent))
  }

  static var singularValues: Chart {
    var bars = DataTable()
    var curve = DataTable()
    for depth in [1, 2, 4, 8] {
      let edges = (0...40).map { Double($0) * 0.08 }
      let law = { (x: Double) in exp(-x * sqrt(Double(depth))) * sqrt(Double(depth)) }
      let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
      bars.append(
        ["panel": .label("depth \(depth)")],
        columns: [
          "lower": Array(edges.dropLast()), "upper": Array(edges.dropFirst()),
          "density": middles.map { law($0) * (1 + 0.06 * sin(17 * $0)) },
        ])
      let fine = (0...200).map { Double($0) * 0.016 }
      curve.append(
        ["panel": .label("depth \(depth)")], columns: ["sigma": fine, "density": fine.map(law)])
    }
    return .histograms(
      name: "singular-values", title: "Finite products follow the limit law",
      caption: "Bars: singular values of products of random matrices. Line: the limit law.",
      bars: bars, curve: curve, x: .quantitative("sigma", title: "singular value σ"),
      y: .quantitative("density", title: "density", scale: .fromZero),
      panels: .wrapped(by: "panel", columns: 4, y: .independent), width: 190, height: 150)
  }

  static var measures: Chart {
    var table = DataTable()
    for (measure, scale) in [("effective rank", 3.2), ("stable rank", 8.8), ("nuclear norm", 27)] {
      for depth in [1, 2, 4, 8, 16, 32] {
        table.append([
          "measure": .label(measure), "depth": .count(depth),
          "mean": .number(scale / (1 + 0.3 * log2(Double(depth)))), "error": .number(scale * 0.02),
        ])
      }
    }
    return .measurements(
      name: "measures", title: "Every measure of rank falls with depth",
      caption: "Means over 1000 draws with twice the standard error.", data: table,
      x: .quantitative("depth", scale: .log2, ticks: [1, 2, 4, 8, 16, 32]),
      y: .quantitative("mean", title: "mean", scale: .fromZero), error: "error",
      panels: .wrapped(by: "measure", columns: 3, y: .independent), width: 220)
  }

  static var landscape: Chart {
    let axis = (0...40).map { -2 + Double($0) / 10 }
    func map(_ label: String, _ f: (Double, Double) -> Double) -> HeatMap {
      HeatMap(label: label, x: axis, y: axis, values: axis.flatMap { y in axis.map { f($0, y) } })
    }
    return .heatMaps(
      name: "landscape", title: "Two layers have the larger low-rank area",
      caption: "Colour: effective rank around one pair of weights; lines join equal ranks.",
      maps: [
        map("one layer") { 1 - 0.9 * exp(-abs($0 + 0.6 * $1)) },
        map("two layers") { 1 - exp(-0.5 * abs($0 * $1 + 0.2)) * 0.9 },
      ], x: "α", y: "β", value: "rank (scaled)")
  }

  static var convergence: Chart {
    var table = DataTable()
    for depth in [1, 2, 4] {
      for n in [32, 64, 128, 256] {
        let ks = 1.9 / Double(n) * (1 + 0.05 * Double(depth))
        table.append([
          "depth": .count(depth), "n": .count(n), "ks": .number(ks), "error": .number(ks / 20),
        ])
      }
    }
    let x = Channel.quantitative(
      "n", title: "width n", scale: .log2, ticks: [32, 64, 128, 256])
    let y = Channel.quantitative("ks", title: "Kolmogorov–Smirnov distance", scale: .log10)
    return .measurements(
      name: "convergence", title: "The law is reached like 1/n",
      caption: "Dashed: slope −1.", data: table, x: x, y: y, error: "error",
      color: .ordinal("depth"),
      guides: [.powerLaw(2.3, exponent: -1, over: 32...256, x: x, y: y)], width: 340, height: 260)
  }

  static var agreement: Chart {
    var table = DataTable()
    for (series, shift) in [("linear", 0.004), ("ReLU", -0.006)] {
      for published in [2.147, 2.004, 1.815, 1.601, 1.372] {
        table.append([
          "activation": .label(series), "published": .number(published),
          "measured": .number(published + shift), "error": 0.01,
        ])
      }
    }
    return .agreement(
      name: "agreement", title: "Measured modes against published ones",
      caption: "On the dashed line measured and published modes are equal.", data: table,
      published: .quantitative("published"), measured: .quantitative("measured"), error: "error",
      color: .nominal("activation"), shape: .nominal("activation"))
  }
}
