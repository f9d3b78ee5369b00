import Charts
import Experiments
import Reporting
import Runs

/// A run with its verdicts, of this call or of an earlier one.
struct FinishedRun {
  let manifest: Manifest
  let folder: String
  /// Seconds that this call spent on it.
  let wallSeconds: Double
  let claims: [Claim]
  let charts: [Chart]

  var isRefuted: Bool { claims.contains { $0.verdict == .refuted } }

  /// The run as the report shows it.
  var section: ReportSection {
    ReportSection(
      description: manifest.description, configuration: manifest.configuration, manifest: manifest,
      claims: claims, charts: charts,
      citations: Bibliography.entries(of: manifest.description).map(\.bibTeX))
  }

  /// The run as the terminal shows it.
  var table: VerdictTable {
    VerdictTable(
      experiment: manifest.description.id, title: manifest.description.title, claims: claims)
  }
}

extension Bibliography {
  /// What a result of an experiment rests on, this program first.
  static func entries(of experiment: ExperimentDescription) -> [Reference] {
    [program] + experiment.citations.compactMap(reference)
  }
}

/// What `lowrank reproduce --json` prints.
struct ReproduceDocument: Encodable {
  struct Run: Encodable {
    let experiment: String
    let preset: Preset
    let runDirectory: String
    let wallSeconds: Double
    /// What has a verdict.
    let claims: [Claim]
    /// What is reported without one.
    let notes: [Claim]

    private enum CodingKeys: String, CodingKey {
      case experiment
      case preset
      case runDirectory = "run_directory"
      case wallSeconds = "wall_seconds"
      case claims
      case notes
    }
  }

  static let schema = "lowrank.reproduce/1"

  let runs: [Run]

  init(_ finished: [FinishedRun]) {
    runs = finished.map { run in
      Run(
        experiment: run.manifest.configuration.experiment,
        preset: run.manifest.configuration.preset, runDirectory: run.folder,
        wallSeconds: run.wallSeconds, claims: run.claims.filter { $0.verdict != nil },
        notes: run.claims.filter { $0.verdict == nil })
    }
  }
}
