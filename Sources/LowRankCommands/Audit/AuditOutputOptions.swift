public import ArgumentParser
public import Auditing

extension AuditOptions.Compatibility: ExpressibleByArgument {}

/// In which form the result is given.
struct AuditOutputOptions: ParsableArguments {
  /// What standard output holds.
  enum Form: Equatable {
    case table, json, csv, jsonLines
  }

  @Flag(help: "Print one JSON document on standard output, and no table.")
  var json = false

  @Flag(help: "Print CSV with every column, and no table.")
  var csv = false

  @Flag(help: "Print a line of JSON for every row, and no table.")
  var jsonl = false

  @Option(
    help: ArgumentHelp("Write one page that opens offline.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String?

  @Option(
    help: ArgumentHelp("Write all singular values, one array per row.", valueName: "npz"),
    completion: .file(extensions: ["npz"]))
  var spectra: String?

  @Option(help: "With --out, write weightwatcher.csv too, with its names and formulas.")
  var compat: AuditOptions.Compatibility?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Order the rows by a metric, or by name, shape or role; :asc or :desc.",
      valueName: "metric"))
  var sort: SortOrder?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of the table; chosen by its width if not given.", valueName: "names"))
  var columns: CommaList<String>?

  @Flag(help: "Give tensors that are equal to another rows of their own.")
  var repeatAliases = false

  @Flag(name: .customLong("no-report"), help: "With --out, write no report.html.")
  var withoutReport = false

  @Flag(help: "Print results and failures only.")
  var quiet = false

  @Flag(help: "Name every tensor that is left out, every note and every finding.")
  var verbose = false

  func validate() throws {
    let forms = [("--json", json), ("--csv", csv), ("--jsonl", jsonl)].filter(\.1).map(\.0)
    guard forms.count <= 1 else {
      throw ValidationError(
        "\(forms.joined(separator: " and ")) exclude each other; give one of them, or --out for all."
      )
    }
    guard !(quiet && verbose) else {
      throw ValidationError("--quiet and --verbose exclude each other; give one of them.")
    }
    for (option, path) in [("--html", html), ("--spectra", spectra)] where path == "" {
      throw ValidationError("\(option) must name a file, but is empty.")
    }
    guard columns == nil || form == .table else {
      throw ValidationError(
        "--columns chooses columns of the table; with \(forms[0]) use --metrics.")
    }
  }

  var form: Form {
    json ? .json : csv ? .csv : jsonl ? .jsonLines : .table
  }

  var console: Console { Console(isQuiet: quiet) }
}
