public import Charts
import Statistics

extension GramActivations {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    [kernels(outcomes), ranks(outcomes), contrasts(outcomes)].compactMap(\.self)
  }

  private func kernels(_ outcomes: [Trial: Outcome]) -> Chart? {
    var table = DataTable()
    for depth in settings.depths {
      for nonlinearity in settings.nonlinearities {
        let shown = Trial(nonlinearity: nonlinearity, depth: depth, number: 0)
        guard let picture = outcomes[shown]?.picture else { continue }
        let cells = picture.values.indices.map { cell in
          (row: cell / picture.side, column: cell % picture.side)
        }
        // A cell reaches under its later neighbours; without that the page shines through the seams.
        table.append(
          ["depth": .label("depth \(depth)"), "nonlinearity": .label(nonlinearity.title)],
          columns: [
            "left": cells.map { Double($0.column) }, "right": cells.map { Double($0.column) + 1.5 },
            "top": cells.map { Double(picture.side - $0.row) },
            "bottom": cells.map { Double(picture.side - $0.row) - 1.5 }, "distance": picture.values,
          ])
      }
    }
    guard table.rowCount > 0 else { return nil }
    let side = Double(KernelPicture.maximumSide)
    func axis(_ field: String) -> Channel {
      .quantitative(field, title: "", scale: .linear(0...side), ticks: [])
    }
    return Chart(
      name: "gram-activations", title: "Trained kernels fall into blocks as depth grows",
      subtitle: """
        cosine distance on \(settings.inputs) test inputs, ordered by average linkage; one training \
        each, means over blocks
        """,
      caption: """
        Kernel matrices of trained networks with rows and columns ordered by hierarchical \
        clustering; rows are depths, columns nonlinearities. A cell is the mean over a block of \
        the ordered matrix.
        """,
      width: 96, height: 96, panels: .grid(row: "depth", column: "nonlinearity"),
      layers: [
        ChartLayer(
          .cell, data: table, x: axis("left"), x2: "right", y: axis("top"), y2: "bottom",
          color: .quantitative("distance", title: "cosine distance"),
          tooltip: [.quantitative("distance", title: "mean cosine distance")])
      ])
  }

  private func ranks(_ outcomes: [Trial: Outcome]) -> Chart? {
    let samples = GramSamples(of: self, outcomes: outcomes)
    var table = DataTable()
    for (source, value) in [
      (
        "measured",
        { nonlinearity, depth in
          let ranks = samples[nonlinearity, depth].map(\.rank)
          return ranks.isEmpty ? nil : (Summary(ranks).mean, Summary(ranks).standardDeviation)
        }
      ),
      (
        "published",
        { nonlinearity, depth in
          GramActivationsReference.published(nonlinearity, depth: depth).map { ($0, 0) }
        }
      ),
    ] as [(String, (Nonlinearity, Int) -> (mean: Double, deviation: Double)?)] {
      for nonlinearity in settings.nonlinearities {
        for depth in settings.depths {
          guard let point = value(nonlinearity, depth) else { continue }
          table.append([
            "source": .label(source), "nonlinearity": .label(nonlinearity.title),
            "depth": .count(depth), "rho": .number(point.mean), "error": .number(point.deviation),
          ])
        }
      }
    }
    guard table.rowCount > 0 else { return nil }
    return .measurements(
      name: "gram-activations-rank", title: "The rank falls with depth for every nonlinearity",
      subtitle: "whiskers are standard deviations over \(settings.repeats) repeats",
      caption: """
        Mean effective rank of the trained networks' kernels over depth, measured and as read from \
        the paper's figure.
        """,
      data: table, x: depthAxis, y: .quantitative("rho", title: "effective rank \u{03C1}(K)"),
      error: "error", color: .nominal("nonlinearity", title: "nonlinearity"),
      panels: .wrapped(by: "source", columns: 2), width: 320, height: 260)
  }

  private func contrasts(_ outcomes: [Trial: Outcome]) -> Chart? {
    let samples = GramSamples(of: self, outcomes: outcomes)
    var table = DataTable()
    for nonlinearity in settings.nonlinearities {
      for depth in settings.depths {
        let summary = Summary(samples[nonlinearity, depth].map(\.contrast))
        guard summary.count > 0 else { continue }
        table.append([
          "nonlinearity": .label(nonlinearity.title), "depth": .count(depth),
          "contrast": .number(summary.mean), "error": .number(summary.standardDeviation),
        ])
      }
    }
    guard table.rowCount > 0 else { return nil }
    return .measurements(
      name: "gram-activations-blocks", title: "How clearly two clusters stand apart",
      subtitle: "whiskers are standard deviations over \(settings.repeats) repeats",
      caption: """
        Mean cosine similarity within minus between two clusters of average linkage, over depth.
        """,
      data: table, x: depthAxis,
      y: .quantitative("contrast", title: "within minus between"), error: "error",
      color: .nominal("nonlinearity", title: "nonlinearity"), width: 380, height: 240)
  }

  private var depthAxis: Channel {
    .quantitative("depth", title: "depth", scale: .log2, ticks: settings.depths.map(Double.init))
  }
}
