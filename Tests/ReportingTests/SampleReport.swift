import Charts
import Foundation
import Reporting
import Runs

/// A report with everything in it, and strings that try to break out of theirs.
enum SampleReport {
  static let hostile = #"</script><script>document.title="broken"</script> & "q" 'a' <b>"#

  static let densityClaims: [Claim] = {
    var claims: [Claim] = []
    for activation in ["linear", "relu"] {
      for distribution in ["normal", "uniform"] {
        for (depth, mode) in zip([1, 2, 4, 8, 16], [2.147, 2.004, 1.815, 1.601, 1.372]) {
          let id = "\(activation)/\(distribution)/depth-\(depth)"
          let shift = 0.002 * Double(depth % 7) - 0.004
          claims.append(
            .level(
              id: "mode/\(id)/inputs-128", statement: "Mode of \(activation), depth \(depth)",
              source: "TMLR figure 2", published: mode, measured: mode + shift,
              standardError: 0.0021, tolerance: 0.03))
          claims.append(
            .note(
              id: "mode/\(id)/inputs-256", statement: "Mode at the captioned number of inputs",
              source: "TMLR figure 2", published: mode, measured: mode + 0.021,
              standardError: 0.0021))
        }
      }
    }
    claims.append(
      .order(
        id: "monotone/linear/normal", statement: "The mode decreases with depth",
        source: "TMLR section 3", means: [("1", 2.1, 0.01), ("2", 1.9, 0.01)],
        direction: .decreasing))
    return claims
  }()

  static let badClaims: [Claim] = [
    .level(
      id: "ks/n-256/depth-8", statement: "Distance below the bound \(hostile)", source: hostile,
      published: 0.011, measured: 0.0424, standardError: 0.0008, tolerance: 0.003),
    .sign(
      id: "sign/two-layers", statement: "Two layers have the lower mean rank", source: "v2 fig 14",
      difference: -0.01, standardError: 0.02, direction: .negative),
    .atMost(
      id: "ks/n-128/depth-8", statement: "Distance below the bound", source: "v2 fig 6",
      bound: 0.03, measured: 0.0191, standardError: 0.0004),
  ]

  static var page: ReportPage {
    ReportPage(
      title: "The rank of random deep networks", sections: [density, hostileSection])
  }

  static var density: ReportSection {
    let description = ExperimentDescription(
      id: "rank-density", title: "Random deep networks have low effective rank",
      paper: "Huh et al., TMLR 2023", figure: "figure 2",
      question: "How does the effective rank of a random network's Gram matrix depend on depth?",
      prediction: "The density moves towards lower rank as layers are added.",
      falsifier: "A mode that does not fall from one depth to the next, in any panel.",
      cost: "seconds", citations: ["huh2023"],
      openChoices: ["inputs: the caption says 256; agreement is best at 128, which decides here."])
    return ReportSection(
      description: description,
      configuration: RunConfiguration(
        experiment: "rank-density", preset: .quick,
        settings: ["draws": "512", "depths": "1,2,4,8,16"], seed: 20_230_301),
      manifest: manifest(description), claims: densityClaims,
      charts: [SampleCharts.densities, SampleCharts.agreement, SampleCharts.measures],
      citations: ["@article{huh2023,\n  title = {The Low-Rank Simplicity Bias in Deep Networks}\n}"]
    )
  }

  static var hostileSection: ReportSection {
    var odd = SampleCharts.convergence
    odd.title = hostile
    odd.caption = hostile
    return ReportSection(
      description: ExperimentDescription(
        id: "singular-value-law", title: "Finite products \(hostile)", paper: hostile,
        figure: hostile, question: hostile, prediction: hostile, falsifier: hostile, cost: hostile,
        openChoices: [hostile, "tag: \(hostile)"]),
      configuration: RunConfiguration(
        experiment: "singular-value-law", preset: .quick, settings: [hostile: hostile], seed: 1),
      claims: badClaims, charts: [odd, SampleCharts.singularValues, SampleCharts.landscape],
      citations: [hostile])
  }

  /// A manifest as it stands on disk, which is the only way to have one.
  static func manifest(_ description: ExperimentDescription) -> Manifest? {
    let words = try? String(decoding: JSONEncoder().encode(description), as: UTF8.self)
    let text = """
      {"schema": "lowrank.run/1", "status": "finished", "description": \(words ?? "{}"),
      "configuration": {"experiment": "rank-density", "preset": "quick", "settings": {}, "seed": 1},
      "configuration_hash": "0123456789abcdef0123456789abcdef", "seed": 1,
      "tool_version": "0.1.0", "git_revision": "abc1234", "blas_kernel": "Haswell", "threads": 2,
      "host": "laboratory", "system": "Debian GNU/Linux 12", "cpu_model": "Xeon", "cores": 2,
      "started": "2026-01-02T03:04:05Z", "ended": "2026-01-02T03:04:47Z", "wall_seconds": 41.7,
      "peak_memory_bytes": 412000000, "trials": {"total": 40, "finished": 40, "reused": 0}}
      """
    return try? JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
  }
}
