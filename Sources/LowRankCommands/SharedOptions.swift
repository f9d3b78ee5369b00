public import ArgumentParser
import Foundation
public import Runs

extension Preset: ExpressibleByArgument {}

/// How the course of a run is shown on standard error.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
  /// One live line on a terminal, plain lines otherwise.
  case auto
  /// A line now and then, for logs.
  case plain
  /// Nothing.
  case none
}

/// What is kept back and in which form results are printed.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print results and failures only.")
  var quiet = false

  @Flag(help: "Print the result as one JSON document on standard output, and no table.")
  var json = false

  var console: Console { Console(isQuiet: quiet) }
}

/// Which workload is run, and with which draws.
struct WorkloadOptions: ParsableArguments {
  @Option(help: "The workload: smoke (seconds, for tests), quick, or paper (the published one).")
  var preset: Preset = .quick

  @Option(
    name: .customLong("set"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Override parameters of the experiment; `lowrank experiments ID` lists them.",
      valueName: "key=value"))
  var overrides: [SettingOverride] = []

  @Option(help: ArgumentHelp("The root of every random draw.", valueName: "n"))
  var seed: UInt64 = 20_230_301

  func validate() throws {
    guard let wrong = overrides.first(where: { $0.key.isEmpty }) else { return }
    throw ValidationError(
      "--set takes key=value, but '\(wrong.value)' is not of that form; experiments are named "
        + "before --set.")
  }
}

/// Where and how the trials are run.
struct ExecutionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder that holds the run folders.", valueName: "dir"),
    completion: .directory)
  var out = "runs"

  @Option(
    help: ArgumentHelp(
      "Trials that run side by side, all cores if not given; the numbers do not depend on it.",
      valueName: "n"))
  private var threads: Int?

  @Flag(help: "Keep the trials that an earlier, interrupted call has finished, and do the rest.")
  var resume = false

  @Option(help: "How progress is shown on standard error: auto, plain or none.")
  var progress: ProgressStyle = .auto

  @Flag(name: .customLong("no-report"), help: "Write neither drawn charts nor report.html.")
  var withoutReport = false

  func validate() throws {
    guard !out.isEmpty else {
      throw ValidationError("--out must name a folder, but is empty.")
    }
    guard (1...1024).contains(threadCount) else {
      throw ValidationError("--threads must be from 1 to 1024, but is \(threadCount).")
    }
  }

  /// The threads asked for, or one for each core.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}

/// One `key=value` of `--set`; the key is empty where there was none.
struct SettingOverride: ExpressibleByArgument, Sendable {
  let key: String
  let value: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    key = parts.count == 2 ? String(parts[0]) : ""
    value = key.isEmpty ? argument : String(parts[1])
  }
}
