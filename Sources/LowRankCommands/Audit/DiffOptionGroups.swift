public import ArgumentParser
public import Auditing

extension DiffStatus: ExpressibleByArgument {}

/// Which tensors belong together.
struct DiffMatchingOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Replace matches in the names of A, such as '^model\\.=' or '^h\\.(\\d+)=layers.$1'; may be "
        + "repeated.", valueName: "regex=text"))
  var rename: [String] = []
}

/// What is measured of matrices that changed.
struct DiffMetricOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Metrics of Δ and changes of metrics, with commas between them, or all; a handful if not given.",
      valueName: "names"))
  var metrics: CommaList<String>?

  @Option(
    name: .customLong("k"),
    help: ArgumentHelp("Dimensions of leading subspaces; 1,4,16 if not given.", valueName: "list"))
  var ranks: CommaList<Int>?

  @Option(help: "Singular values by the Gram matrix, directly, or by what the metrics need.")
  var svd = AuditOptions().route

  func validate() throws {
    if let wrong = ranks?.values.first(where: { $0 < 1 }) {
      throw ValidationError("--k takes whole numbers from 1, but has \(wrong).")
    }
  }
}

/// In which form a comparison is given.
struct DiffOutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document on standard output, and no table.")
  var json = false

  @Flag(help: "Print CSV with every row and column, and no table.")
  var csv = false

  @Flag(help: "Print a line of JSON for every row, and no table.")
  var jsonl = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Order the rows by a column, or by name, shape or role; :asc or :desc. The table is ordered by "
        + "delta_rel_fro if not given.", valueName: "column"))
  var sort: SortOrder?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of the table; chosen by its width if not given.", valueName: "names"))
  var columns: CommaList<String>?

  @Flag(help: "Print results and failures only.")
  var quiet = false

  @Flag(help: "Name every tensor, every note and every finding.")
  var verbose = false

  func validate() throws {
    let forms = [("--json", json), ("--csv", csv), ("--jsonl", jsonl)].filter(\.1).map(\.0)
    guard forms.count <= 1 else {
      throw ValidationError(
        "\(forms.joined(separator: " and ")) exclude each other; give one of them.")
    }
    guard !(quiet && verbose) else {
      throw ValidationError("--quiet and --verbose exclude each other; give one of them.")
    }
    guard columns == nil || forms.isEmpty else {
      throw ValidationError(
        "--columns chooses columns of the table; with \(forms[0]) use --metrics and --k.")
    }
  }

  var form: AuditOutputOptions.Form {
    json ? .json : csv ? .csv : jsonl ? .jsonLines : .table
  }

  var console: Console { Console(isQuiet: quiet) }
}

/// What makes the status 1.
struct DiffGateOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Fail if a tensor has this status; may be repeated.", valueName: "status"))
  var failOn: [DiffStatus] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Fail if a row satisfies this, such as 'delta_rel_fro > 0.1 for mlp'; may be repeated.",
      valueName: "expression"))
  var failIf: [String] = []

  @Flag(help: "Fail if a tensor that should be compared is skipped.")
  var requireComplete = false
}
