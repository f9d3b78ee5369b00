import ArgumentParser
import Datasets
import Foundation
import Recovery
import RecoveryRuns

/// `lowrank recover completion`.
struct RecoverCompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Complete a matrix from some of its entries.",
    usage: "lowrank recover completion <data> [<options>]",
    discussion: """
      <data> is text with row, column, value in every line (comma, semicolon, tab or blanks; header and \
      # lines are passed over), npz (row, col, value; or a matrix data), npy (NaN = missing), or a \
      sample: sample:fashion-mnist (--images rows of 784 pixels), sample:movielens-100k (943 × 1682 \
      ratings).

      Writes factors.npz (the matrix is left @ right.T; with --center plus mean, row_offsets[:, None] and \
      column_offsets), predictions.csv, path.jsonl, result.json, report.html.

      Examples:
        lowrank recover completion ratings.csv --one-based --center rows-columns
        lowrank recover completion matrix.npy --penalty nuclear
        lowrank recover completion sample:fashion-mnist --hide 0.5 --held-out 0.2
        lowrank recover completion ratings.csv --resume          go on after Ctrl-C
      """)

  @Argument(
    help: ArgumentHelp("The observed entries.", valueName: "data"),
    completion: .file(extensions: ["csv", "tsv", "npz", "npy"]))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Rows and columns of the matrix; from the largest indices if not given.", valueName: "m,n"))
  var shape: ShapeArgument?

  @Flag(help: "Rows and columns count from 1, also in predictions.")
  var oneBased = false

  @Flag(help: "Accept rows and columns without entries, and predict zeros (offsets) there.")
  var allowEmptyRows = false

  @Option(help: ArgumentHelp("Images of sample:fashion-mnist.", valueName: "n"))
  var images: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Hide this share of the entries and measure the error there.", valueName: "share"))
  var hide: Double?

  @Option(help: "Subtract a mean, or also row and column offsets, before; predictions add them.")
  var center: RecoveryOptions.Centering = .none

  @Option(help: "On the whole matrix, on factors, or by size.")
  var solver: RecoveryOptions.Solver = .automatic

  @OptionGroup(title: "Penalty and weight") var penalty: RecoverPenaltyOptions
  @OptionGroup(title: "Run") var execution: RecoverExecution
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard images == nil || data == "sample:fashion-mnist" else {
      throw ValidationError("--images goes with sample:fashion-mnist only.")
    }
    if let images, images < 1 {
      throw ValidationError("--images must be at least 1, but is \(images).")
    }
    if data.hasPrefix("sample:"), shape != nil || oneBased {
      throw ValidationError("A sample has a shape; leave --shape and --one-based away.")
    }
  }

  func run() throws {
    var options = penalty.options
    options.hiddenShare = hide
    options.centering = center
    options.solver = solver
    try execution.run(
      .completion(try input()), options, start: penalty.start, base: base, output: output)
  }

  private var base: EntryTable.IndexBase { oneBased ? .one : .zero }

  private func input() throws -> CompletionData {
    switch data {
    case "sample:fashion-mnist": return try CompletionData(fashionMNIST: images ?? 1000)
    case "sample:movielens-100k": return try .movieLens()
    case _ where data.hasPrefix("sample:"):
      throw UnusableInput(
        "There is no '\(data)'; the samples are sample:fashion-mnist and sample:movielens-100k.")
    default:
      return try CompletionData(
        contentsOf: data,
        CompletionData.Reading(
          base: base, shape: shape?.shape,
          coverage: allowEmptyRows ? .allowingEmptyRows : .everyRowAndColumn))
    }
  }
}

/// `lowrank recover sensing`.
struct RecoverSensingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensing",
    abstract: "Recover a matrix from inner products with known matrices.",
    usage: "lowrank recover sensing --operators <A> --measurements <y> [<options>]",
    discussion: """
      The measurements are y_i = sum(A_i * X) plus noise.

      Examples:
        lowrank recover sensing --operators A.npy --measurements y.csv
        lowrank recover sensing --operators A.npy --measurements y.npy --shape 16,16
      """)

  @Option(
    help: ArgumentHelp(
      "The matrices A_i: shape (N, m, n), or (N, m·n) with --shape.", valueName: "npy"),
    completion: .file(extensions: ["npy"]))
  var operators: String

  @Option(
    help: ArgumentHelp("The measurements y: npy, or one number per line.", valueName: "file"),
    completion: .file())
  var measurements: String

  @Option(help: ArgumentHelp("Rows and columns of the matrix.", valueName: "m,n"))
  var shape: ShapeArgument?

  @OptionGroup(title: "Penalty and weight") var penalty: RecoverPenaltyOptions
  @OptionGroup(title: "Run") var execution: RecoverExecution
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let input = try RecoveryInput.sensing(
      operators: operators, measurements: measurements, shape: shape?.shape)
    try execution.run(input, penalty.options, start: penalty.start, output: output)
  }
}

/// `lowrank recover regression`.
struct RecoverRegressionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regression",
    abstract: "Reduced-rank regression of several responses on several predictors.",
    usage: "lowrank recover regression --design <file> --responses <file> [<options>]",
    discussion: """
      Recovers X of Y = Z X plus noise. Where the loss is convex enough (λ ≥ μ/m, m the smallest \
      squared singular value of Z) the solution is the global minimum, and its distance is bounded.

      Examples:
        lowrank recover regression --design Z.npy --responses Y.npy
        lowrank recover regression --design Z.csv --responses Y.csv --json
      """)

  @Option(
    help: ArgumentHelp("Z, one sample per row: npy or text.", valueName: "file"),
    completion: .file())
  var design: String

  @Option(
    help: ArgumentHelp("Y, one sample per row: npy or text.", valueName: "file"),
    completion: .file())
  var responses: String

  @OptionGroup(title: "Penalty and weight") var penalty: RecoverPenaltyOptions
  @OptionGroup(title: "Run") var execution: RecoverExecution
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let input = try RecoveryInput.regression(design: design, responses: responses)
    try execution.run(input, penalty.options, start: penalty.start, output: output)
  }
}
