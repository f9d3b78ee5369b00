public import ArgumentParser
import Datasets
import Foundation
public import Recovery
public import RecoveryRuns

extension PenaltyFamily: ExpressibleByArgument {}
extension CrossValidation.Rule: ExpressibleByArgument {}
extension RecoveryOptions.Solver: ExpressibleByArgument {}
extension RecoveryOptions.Centering: ExpressibleByArgument {}

/// A weight, or that it is chosen.
enum WeightChoice: ExpressibleByArgument {
  case auto
  case number(Double)

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else {
      guard let number = Double(argument) else { return nil }
      self = .number(number)
    }
  }

  var defaultValueDescription: String { "auto" }
}

/// What is minimised, and how the weight is chosen.
struct RecoverPenaltyOptions: ParsableArguments {
  @Option(help: "The penalty, L = inf, a = b = 1/2.")
  var penalty: PenaltyFamily = .resnetDepth2

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The weight μ of the penalty, or auto: cross-validation.", valueName: "mu"))
  var weight: WeightChoice = .auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Take the weight that removes noise of this standard deviation, without cross-validation.",
      valueName: "sd"))
  var noise: Double?

  @Option(
    parsing: .unconditional,
    help: "One scale λ for every weight, reached from the nuclear norm: λ halves down to it.")
  var lambda: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Let the scale follow the weight: λ = c μ / M (1 if not given; convex steps from 1 on).",
      valueName: "c"))
  var coupling: Double?

  @Option(help: ArgumentHelp("Folds of the cross-validation (5 if not given).", valueName: "k"))
  var folds: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Set one share aside instead of folds: faster.", valueName: "share"))
  var heldOut: Double?

  @Option(help: "The weight of the smallest error, or the largest within one standard error of it.")
  var rule: CrossValidation.Rule = .oneStandardError

  @Option(
    help: ArgumentHelp(
      "Weights on the path; a fold ends early when two in a row predict clearly worse.",
      valueName: "n"))
  var points = 14

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The first weight, in units of μ_max.", valueName: "share"))
  var largest = 0.5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The last weight, in units of μ_max.", valueName: "share"))
  var smallest = 0.004

  @Option(help: ArgumentHelp("End a path before the rank passes this.", valueName: "r"))
  var rankLimit: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A point is solved at this relative KKT residual.", valueName: "kkt"))
  var tolerance = 1e-6

  @Option(
    help: ArgumentHelp(
      "Begin at left @ right.T of an npz file; with --weight or --noise, without a path.",
      valueName: "npz"),
    completion: .file(extensions: ["npz"]))
  var start: String?

  @Option(help: ArgumentHelp("The root of every random draw.", valueName: "n"))
  var seed: UInt64 = 20_230_301

  func validate() throws {
    if case .number = weight, noise != nil {
      throw ValidationError("--weight and --noise exclude each other; give one of them.")
    }
    if lambda != nil, coupling != nil {
      throw ValidationError("--lambda and --coupling exclude each other; give one of them.")
    }
    if penalty == .nuclear, lambda != nil || coupling != nil {
      throw ValidationError("The nuclear norm has no scale; leave --lambda and --coupling away.")
    }
    if folds != nil, heldOut != nil {
      throw ValidationError("--folds and --held-out exclude each other; give one of them.")
    }
    if !isValidated, folds != nil || heldOut != nil {
      throw ValidationError(
        "--folds and --held-out choose a weight, but --weight or --noise gives one; leave them away."
      )
    }
  }

  private var isValidated: Bool {
    if case .auto = weight { noise == nil } else { false }
  }

  /// The options that every problem has.
  var options: RecoveryOptions {
    var options = RecoveryOptions()
    options.penalty = penalty
    options.lambda = lambda.map(LambdaRule.fixed) ?? .coupled(coupling ?? 1)
    if case .number(let value) = weight {
      options.selection = .weight(value)
    } else if let noise {
      options.selection = .noise(noise)
    } else {
      options.selection = .crossValidation(
        CrossValidation(
          splitting: heldOut.map(CrossValidation.Splitting.heldOut) ?? .folds(folds ?? 5),
          rule: rule))
    }
    options.points = points
    (options.largest, options.smallest) = (largest, smallest)
    options.rankLimit = rankLimit
    options.tolerance = tolerance
    options.seed = seed
    return options
  }
}

/// Where a recovery is kept and how it is shown.
struct RecoverExecution: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of this recovery; runs/recover-<8 hex of data and options> if not given.",
      valueName: "dir"),
    completion: .directory)
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Positions to predict, row,column in every line; every unobserved entry if not given, for up "
        + "to 10⁶ entries.", valueName: "csv"),
    completion: .file())
  var predict: String?

  @Option(
    help: ArgumentHelp(
      "Cores to use, all if not given; the numbers do not depend on it.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Keep the points that an earlier, interrupted call has solved, and do the rest.")
  var resume = false

  @Option(help: "How progress is shown on standard error: auto, plain or none.")
  var progress: ProgressStyle = .auto

  @Flag(name: .customLong("no-report"), help: "Write neither drawn charts nor report.html.")
  var withoutReport = false

  func validate() throws {
    guard out != "" else { throw ValidationError("--out must name a folder, but is empty.") }
    guard (1...1024).contains(threadCount) else {
      throw ValidationError("--threads must be from 1 to 1024, but is \(threadCount).")
    }
  }

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// Recovers, prints and writes the report.
  func run(
    _ input: RecoveryInput, _ options: RecoveryOptions, start: String?,
    base: EntryTable.IndexBase = .zero, output: OutputOptions
  ) throws {
    let run = try RecoveryRun(
      input, options, start: start.map { try LowRankMatrix(factorsIn: $0) })
    let shape = input.shape
    let predictions = try predict.map { path in
      Predictions.at(
        try EntryTable(contentsOf: path, .positions, base: base, shape: shape), base: base)
    }
    let line = RecoverLine(style: progress, isQuiet: output.quiet)
    let megabytes = Int((run.memoryEstimate(threads: threadCount) / 1e6).rounded(.up))
    output.console.message(
      "\(input.kind) of \(shape.rows) × \(shape.columns), \(input.observations) observations; "
        + "about \(megabytes) MB of memory")
    let begun = ContinuousClock.now
    let result = try run.run(
      in: out ?? "runs/\(run.folderName)", predictions: predictions ?? .missing(base: base),
      resume: resume, threads: threadCount, stop: Interruption.handled(), progress: line.show)
    line.end()
    guard let result else {
      throw ExitStatus.interruption(
        keeping: "what was solved", in: out ?? "runs/\(run.folderName)", isResumed: resume,
        output.console)
    }
    let finished = FinishedRecovery(
      result: result, wallSeconds: begun.duration(to: .now) / .seconds(1))
    for warning in finished.warnings { output.console.warning(warning) }
    if predictions == nil, shape.rows * shape.columns > Predictions.limit {
      output.console.message(
        "no predictions.csv: the matrix has more than \(Predictions.limit) entries; name positions "
          + "with --predict, or use factors.npz")
    }
    let report = try withoutReport ? nil : finished.writeReport(console: output.console)
    if output.json {
      output.console.result(
        String(decoding: result.document, as: UTF8.self).trimmingCharacters(in: .newlines))
    } else {
      output.console.result(finished.table)
      if let report { output.console.result("Report: \(report)") }
    }
    if !result.isCertified { throw ExitStatus.refuted }
  }
}
