import Foundation
import Randomness
import Runs
import Synchronization

/// A folder for one test, removed with the value.
final class Scratch: Sendable {
  let path = FileManager.default.temporaryDirectory.path + "/lowrank-runs-" + UUID().uuidString

  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: file)))
  }

  func text(_ file: String) throws -> String { String(decoding: try bytes(file), as: UTF8.self) }

  func write(_ bytes: [UInt8], _ file: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

  func open(
    seed: UInt64 = 1, mode: RunFolder.Mode = .fresh, settings: [String: String] = ["n": "8"]
  ) throws(RunError) -> RunFolder {
    try RunFolder.open(
      root: path + "/runs", configuration: .example(seed: seed, settings: settings),
      description: .example,
      provenance: Provenance(toolVersion: "1.2.3", blasKernel: "Haswell", threads: 2), mode: mode)
  }
}

extension RunConfiguration {
  static func example(seed: UInt64 = 1, settings: [String: String] = ["n": "8"]) -> Self {
    RunConfiguration(experiment: "walk", preset: .smoke, settings: settings, seed: seed)
  }
}

extension ExperimentDescription {
  static let example = ExperimentDescription(
    id: "walk", title: "A walk", paper: "None", figure: "none", question: "How far?",
    prediction: "Far.", falsifier: "Near.", cost: "nothing", citations: ["a"],
    openChoices: ["steps: 8"])
}

/// Trials whose outcomes use every awkward double, and that fail or wait on demand.
struct WalkJob: TrialJob {
  struct Trial: Codable, Hashable, Sendable {
    var depth: Int
    var scale: Double
  }

  struct Outcome: Codable, Equatable, Sendable {
    var values: [Double]
    var end: Double
  }

  struct Failure: Error, CustomStringConvertible {
    let description = "the walker is tired"
  }

  var trials: [Trial]
  var values: Int
  var root: UInt64
  var onTrial: @Sendable (Trial) throws -> Void

  init(
    count: Int, values: Int = 8, root: UInt64 = 1,
    onTrial: @escaping @Sendable (Trial) throws -> Void = { _ in }
  ) {
    trials = (0..<count).map { Trial(depth: $0 % 7, scale: 0.1 * Double($0)) }
    self.values = values
    self.root = root
    self.onTrial = onTrial
  }

  func seedPath(of trial: Trial) -> SeedPath {
    SeedPath(root: root) / "walk" / "depth-\(trial.depth)"
  }

  func outcome(of trial: Trial) throws -> Outcome {
    try onTrial(trial)
    let values = (0..<values).map { sin(Double($0) + trial.scale) / 3 }
    let ends = [
      Double.infinity, -.infinity, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1,
      0.1 + 0.2,
    ]
    return Outcome(values: values, end: ends[trial.depth])
  }

  func weight(of trial: Trial) -> Double { 1 + Double(trial.depth) }
}

/// The outcomes as bit patterns.
func bits(_ result: RunResult<WalkJob>) -> [UInt64] {
  result.ordered.flatMap { ($0.values + [$0.end]).map(\.bitPattern) }
}

/// Remembers what a run told it.
final class Recorder: ProgressObserver {
  struct Call: Sendable {
    let done: Int
    let total: Int
    let fraction: Double
  }

  let calls = Mutex<[Call]>([])
  let ended = Mutex(0)

  func started(label: String, done: Int, total: Int) {
    calls.withLock { $0.append(Call(done: done, total: total, fraction: -1)) }
  }

  func advanced(done: Int, total: Int, fraction: Double) {
    calls.withLock { $0.append(Call(done: done, total: total, fraction: fraction)) }
  }

  func finished() { ended.withLock { $0 += 1 } }
}

/// The error that `body` throws, or `nil`.
func runError<R>(_ body: () throws -> R) -> RunError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? RunError
  }
}
