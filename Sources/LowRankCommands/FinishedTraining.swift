import Foundation
import Networks
import Reporting
import Statistics
import Training
import TrainingRuns

/// A training with what it came to.
struct FinishedTraining {
  let configuration: TrainingConfiguration
  let result: TrainingResult
  /// Seconds that this call spent on it.
  let wallSeconds: Double

  /// For a person: how it ended, and the measures of every matrix.
  var table: String {
    let networks = result.networks
    var lines = ["\(title): \(headline)"]
    func median(_ name: String, _ values: [Double]) -> String? {
      guard !values.isEmpty else { return nil }
      let number = quantile(0.5, of: values).formatted(significantDigits: 4)
      return "  \(name.padded(to: 26))\(number)"
    }
    lines += [
      median("loss", networks.compactMap(\.loss)),
      median("test loss", networks.compactMap(\.testLoss)),
    ].compactMap(\.self)
    for name in matrices {
      let spectra = networks.compactMap { $0.spectra[name] }
      guard !spectra.isEmpty else { continue }
      let entropy = quantile(0.5, of: spectra.map(\.spectralEntropy))
      let rank = quantile(0.5, of: spectra.map(\.effectiveRank))
      lines.append(
        "  \(name.padded(to: 26))entropy \(entropy.formatted(significantDigits: 4).padded(to: 8)) "
          + "effective rank \(rank.formatted(significantDigits: 4))")
    }
    if networks.count > 1 { lines.append("  (medians of \(networks.count) networks)") }
    return (lines + ["Folder: \(result.folder)"]).joined(separator: "\n")
  }

  /// Loss and entropies in one line.
  private var detail: String {
    let networks = result.networks
    var parts: [String] = []
    func add(_ name: String, _ values: [Double]) {
      guard !values.isEmpty else { return }
      parts.append("\(name) \(quantile(0.5, of: values).formatted(significantDigits: 4))")
    }
    add("loss", networks.compactMap(\.loss))
    add("test loss", networks.compactMap(\.testLoss))
    let entropies = networks.flatMap { $0.spectra.values.map(\.spectralEntropy) }
    add(entropies.count > 1 ? "median spectral entropy" : "spectral entropy", entropies)
    return parts.joined(separator: " · ")
  }

  /// The matrices of the log, in the order of the layers.
  private var matrices: [String] {
    Set(result.networks.flatMap(\.spectra.keys))
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  private var title: String {
    let architecture = configuration.architecture
    let count = result.networks.count
    return (count > 1 ? "\(count) networks" : "Network")
      + " \(architecture.inputs) → \(architecture.outputs), depth \(architecture.depth), "
      + "\(architecture.layout.trainableCount) parameters"
  }

  /// How the trainings ended; for a fleet how many ended in which way.
  private var headline: String {
    let outcomes = result.networks.compactMap(\.outcome)
    guard outcomes.count > 1 else { return outcomes.first.map(\.description) ?? "not begun" }
    var counts: [(name: String, count: Int)] = []
    for name in outcomes.map(\.brief) {
      if let place = counts.firstIndex(where: { $0.name == name }) {
        counts[place].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    return counts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
  }

  /// Draws the charts and writes `report.html`; returns its path.
  func writeReport(console: Console) throws -> String {
    let charts = result.charts
    console.message("drawing \(charts.count) charts")
    let rendering = Rendering(of: charts)
    for problem in rendering.problems { console.warning(problem.message) }
    let outcomes = result.networks.prefix(64).enumerated().map { index, network in
      (name: "network \(index)", value: network.outcome?.description ?? "interrupted")
    }
    let page = ChartPage(
      subject: "training", title: title,
      headline: headline.prefix(1).uppercased() + headline.dropFirst(),
      detail: detail, charts: charts,
      facts: [
        .init(title: "Configuration", rows: configuration.facts),
        .init(title: "Outcome", rows: outcomes),
      ])
    return try page.write(to: result.folder, rendering: rendering)
  }
}

extension TrainingOutcome {
  /// The outcome of several networks, behind their number.
  fileprivate var brief: String {
    switch self {
    case .reachedLoss: "reached the loss"
    case .plateau: "no longer improved"
    case .spentBudget: "took all steps"
    case .diverged: "diverged"
    }
  }

  /// The outcome in documents.
  var name: String {
    switch self {
    case .reachedLoss: "reached-loss"
    case .plateau: "plateau"
    case .spentBudget: "spent-budget"
    case .diverged: "diverged"
    }
  }
}

/// What `lowrank train --json` prints.
struct TrainDocument: Encodable {
  struct Network: Encodable {
    let outcome: String
    /// Steps taken.
    let steps: Int
    /// Absent if it is not finite.
    let loss: Double?
    let testLoss: Double?
    let spectra: [String: SpectrumMeasures]

    private enum CodingKeys: String, CodingKey {
      case outcome
      case steps
      case loss
      case testLoss = "test_loss"
      case spectra
    }
  }

  static let schema = "lowrank.train/1"

  let runDirectory: String
  let configurationHash: String
  let wallSeconds: Double
  let networks: [Network]

  private enum CodingKeys: String, CodingKey {
    case runDirectory = "run_directory"
    case configurationHash = "configuration_hash"
    case wallSeconds = "wall_seconds"
    case networks
  }

  init(_ finished: FinishedTraining) {
    runDirectory = finished.result.folder
    configurationHash = finished.result.configurationHash
    wallSeconds = finished.wallSeconds
    networks = finished.result.networks.map { network in
      Network(
        outcome: network.outcome?.name ?? "interrupted", steps: network.steps, loss: network.loss,
        testLoss: network.testLoss, spectra: network.spectra)
    }
  }
}
