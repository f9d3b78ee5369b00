public import Charts
import Statistics

extension Optimizers {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = OptimizerSamples(self, outcomes: outcomes)
    return [ranks(samples), losses(samples)]
  }

  private func ranks(_ samples: OptimizerSamples) -> Chart {
    var (measured, published) = (DataTable(), DataTable())
    for cell in samples.cells {
      let (optimizer, depth) = (
        DataTable.Value.label(cell.optimizer.title), DataTable.Value.count(cell.depth)
      )
      let summary = Summary(cell.weightRanks)
      measured.append([
        "optimizer": optimizer, "depth": depth, "source": "measured",
        "rank": .number(summary.mean), "low": .number(summary.mean - summary.standardDeviation),
        "high": .number(summary.mean + summary.standardDeviation),
      ])
      if settings.isPublishedWorkload,
        let value = OptimizersReference.published(cell.optimizer, depth: cell.depth)
      {
        published.append([
          "optimizer": optimizer, "depth": depth, "source": "published", "rank": .number(value),
        ])
      }
    }
    let x = Channel.nominal("optimizer", title: "optimizer")
    let y = Channel.quantitative("rank", title: "effective rank \u{03C1}(W) at convergence")
    let color = Channel.ordinal("depth", title: "depth")
    let shape = Channel.nominal("source", title: "value")
    let whisker = Channel.quantitative("low", title: y.title)
    return Chart(
      name: "optimizers", title: "Every optimizer finds lower rank in deeper networks",
      subtitle: "means of \(settings.repeats) repeats; whiskers: standard deviation",
      caption: """
        Effective rank of the trained linear map by optimizer, one colour per depth; squares: the \
        value read from the paper's figure. Random search draws from the prior.
        """,
      width: 460, height: 300,
      // Published values behind, larger and paler: a ring of them shows where they agree.
      layers: (published.rowCount == 0
        ? []
        : [
          ChartLayer(
            .point, data: published, x: x, y: y, color: color, strokeDash: shape,
            style: Style(opacity: 0.45, size: 110))
        ]) + [
          ChartLayer(.errorBar, data: measured, x: x, y: whisker, y2: "high", color: color),
          ChartLayer(.point, data: measured, x: x, y: y, color: color, strokeDash: shape),
        ])
  }

  private func losses(_ samples: OptimizerSamples) -> Chart {
    var table = DataTable()
    for cell in samples.cells {
      for loss in cell.relativeTrainLosses where loss.isFinite && loss > 0 {
        table.append([
          "optimizer": .label(cell.optimizer.title), "depth": .count(cell.depth),
          "loss": .number(loss),
        ])
      }
    }
    return Chart(
      name: "optimizers-loss", title: "The training loss that each optimizer reaches",
      subtitle: "one mark per repeat, relative to the mean square of the targets",
      caption: "Training loss at the end, by optimizer, one colour per depth.",
      width: 460, height: 240,
      layers: [
        ChartLayer(
          .point, data: table, x: .nominal("optimizer", title: "optimizer"),
          y: .quantitative("loss", title: "relative training loss", scale: .log10),
          color: .ordinal("depth", title: "depth"))
      ])
  }
}
