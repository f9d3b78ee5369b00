public import Charts
import Spectra
import Statistics

extension KernelAblation {
  /// One panel per kernel: the rank over depth, with the reference behind.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = KernelSamples(of: self, outcomes: outcomes)
    var measured = DataTable()
    var reference = DataTable()
    for kernel in FeatureKernel.allCases {
      for isTrained in [false, true] {
        for network in settings.networks {
          let summary = samples.summary(kernel, network, isTrained: isTrained)
          let series = "\(network.activation.title), \(isTrained ? "trained" : "random")"
          measured.append([
            "kernel": .label(kernel.title), "series": .label(series),
            "depth": .count(network.depth), "rank": .number(summary.mean),
            "deviation": .number(summary.standardDeviation),
          ])
          let known = KernelAblationReference.mean(kernel, network)
          if let known, !isTrained, settings.isReferenceWorkload {
            reference.append([
              "kernel": .label(kernel.title), "series": .label(series),
              "depth": .count(network.depth), "rank": .number(known),
            ])
          }
        }
      }
    }
    let x = Channel.quantitative(
      "depth", title: "depth", scale: .log2, ticks: settings.depths.map(Double.init))
    let y = Channel.quantitative(
      "rank", title: "effective rank \u{03C1}(K) in nats", scale: .linear)
    let color = Channel.nominal("series", title: "network")
    let guides =
      reference.rowCount == 0
      ? [] : [ChartLayer(.line, data: reference, x: x, y: y, color: color, style: Self.broad)]
    return [
      .measurements(
        name: "kernel-ablation", title: "Every kernel's rank falls with depth",
        subtitle: """
          \(settings.draws) random and \(settings.repeats) trained networks each; whiskers are one \
          standard deviation, broad lines the reference
          """,
        caption: """
          Effective rank of nine kernels of the outputs by depth, for linear and ReLU networks, at \
          random weights and after training on a map of rank \(settings.taskRank).
          """,
        data: measured, x: x, y: y, error: "deviation", color: color,
        panels: .wrapped(by: "kernel", columns: 3, y: .independent), guides: guides, width: 200,
        height: 150)
    ]
  }

  private static let broad = Style(width: 4, opacity: 0.22)
}
