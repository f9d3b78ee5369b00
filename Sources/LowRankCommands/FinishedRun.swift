import Experiments
import Runs

/// A run that came to its end in this call.
struct FinishedRun {
  let configuration: RunConfiguration
  let folder: String
  let wallSeconds: Double
  let result: ExperimentResult

  var isRefuted: Bool { result.claims.contains { $0.verdict == .refuted } }
}

/// What `lowrank reproduce --json` prints.
struct ReproduceDocument: Encodable {
  struct Run: Encodable {
    let experiment: String
    let preset: Preset
    let runDirectory: String
    let wallSeconds: Double
    let claims: [Claim]

    private enum CodingKeys: String, CodingKey {
      case experiment
      case preset
      case runDirectory = "run_directory"
      case wallSeconds = "wall_seconds"
      case claims
    }
  }

  static let schema = "lowrank.reproduce/1"

  let runs: [Run]

  init(_ finished: [FinishedRun]) {
    runs = finished.map { run in
      Run(
        experiment: run.configuration.experiment, preset: run.configuration.preset,
        runDirectory: run.folder, wallSeconds: run.wallSeconds, claims: run.result.claims)
    }
  }
}
