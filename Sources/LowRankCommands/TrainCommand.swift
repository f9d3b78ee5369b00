import ArgumentParser
import Foundation
import Runs
import TrainingRuns

/// `lowrank train`: one network or a fleet from a configuration.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network or a fleet from a JSON configuration; watch its rank.",
    usage: "lowrank train <config.json> [<options>]",
    discussion: """
      Writes into one folder: config.json (every default written out), log.jsonl (loss, singular \
      values and rank measures by step), checkpoint.safetensors (weights under PyTorch's names, \
      optimizer, everything needed to go on), report.html and charts/. Interrupt it, or kill it, at \
      any time: --resume goes on from the last checkpoint to the same bits, for any number of \
      threads.

      Keys of the configuration; the article "Training from a configuration" has all values:
        network      width, depth, activation; or kind dense, linear, residual;
                     or a list of layers; initialization
        data         kind least-squares, arrays (npz, npy), fashion-mnist
        loss         squared, logistic, exponential, cross-entropy
        optimizer    name and settings; schedule, batches, stop
        record       every or per_decade; matrices weights or effective-weight
        checkpoint   every (steps) or seconds
        networks     how many are trained side by side; precision, seed

      Examples:
        lowrank train --example > train.json     a configuration to begin with
        lowrank train train.json
        lowrank train train.json --set network.depth=16 --out runs/deep
        lowrank train train.json --resume        go on after Ctrl-C or kill
        lowrank train train.json --json | jq '.networks[].outcome'

      Exit status: 0 trained; 1 a training diverged, and the step is told; 2 the configuration, the \
      data or the folder cannot be used; 130 interrupted, a checkpoint is kept.
      """)

  @Argument(
    help: ArgumentHelp("The configuration.", valueName: "config.json"),
    completion: .file(extensions: ["json"]))
  var path: String?

  @Flag(help: "Print a configuration to begin with, and do nothing else.")
  var example = false

  @Flag(help: "Check the configuration, print it with every default, and do nothing else.")
  var printConfig = false

  @Option(
    name: .customLong("set"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Override values of the configuration, such as optimizer.learning_rate=0.01.",
      valueName: "key.path=value"))
  var overrides: [SettingOverride] = []

  @Option(
    help: ArgumentHelp(
      "The folder of this training; runs/train-<8 hex of the configuration's hash> if not given.",
      valueName: "dir"),
    completion: .directory)
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Cores to use, all if not given; the numbers do not depend on it.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Go on from the checkpoint in the folder, if there is one.")
  var resume = false

  @Option(help: "How progress is shown on standard error: auto, plain or none.")
  var progress: ProgressStyle = .auto

  @Flag(name: .customLong("no-report"), help: "Write neither drawn charts nor report.html.")
  var withoutReport = false

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard path != nil || example else {
      throw ValidationError(
        "Name a configuration; `lowrank train --example > train.json` writes one to begin with.")
    }
    guard out != "" else { throw ValidationError("--out must name a folder, but is empty.") }
    guard (1...1024).contains(threadCount) else {
      throw ValidationError("--threads must be from 1 to 1024, but is \(threadCount).")
    }
    if let wrong = overrides.first(where: { $0.key.isEmpty }) {
      throw ValidationError(
        "--set takes key.path=value, but '\(wrong.value)' is not of that form; the configuration "
          + "is named before --set.")
    }
  }

  private var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func run() throws {
    guard let path, !example else {
      output.console.result(Self.exampleText)
      return
    }
    let configuration = try TrainingConfiguration(
      contentsOf: path, overrides: overrides.map { (key: $0.key, value: $0.value) })
    guard !printConfig else {
      output.console.result(configuration.text.trimmingCharacters(in: .newlines))
      return
    }
    let run = TrainingRun(configuration, in: out ?? "runs/\(configuration.folderName)")
    let line = TrainingLine(style: progress, isQuiet: output.quiet)
    let begun = ContinuousClock.now
    let result = try run.run(
      resume: resume, threads: threadCount,
      stop: Interruption.handled(),
      progress: line.show)
    line.end()
    guard !result.isInterrupted else {
      throw ExitStatus.interruption(
        keeping: "the checkpoint", in: result.folder, isResumed: resume, output.console)
    }
    let finished = FinishedTraining(
      configuration: configuration, result: result,
      wallSeconds: begun.duration(to: .now) / .seconds(1))
    let report = try withoutReport ? nil : finished.writeReport(console: output.console)
    if output.json {
      try output.console.result(TrainDocument(finished), schema: TrainDocument.schema)
    } else {
      output.console.result(finished.table)
      if let report { output.console.result("Report: \(report)") }
    }
    if result.hasDiverged { throw ExitStatus.refuted }
  }

  private static let exampleText = """
    {
      "network": {"kind": "linear", "width": 32, "depth": 8},
      "data": {"kind": "least-squares", "rank": 8, "training_samples": 24},
      "optimizer": {"name": "momentum", "learning_rate": 0.003},
      "stop": {"maximum_steps": 20000, "loss_below": 1e-4}
    }
    """
}
