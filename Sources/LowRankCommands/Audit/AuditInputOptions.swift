public import ArgumentParser
public import Checkpoints

extension FileAccess: ExpressibleByArgument {}

/// Which tensors of which files are audited or compared.
struct AuditInputOptions: ParsableArguments {
  /// What npy elements of two bytes without a type mean.
  enum VoidType: String, CaseIterable, ExpressibleByArgument {
    case bf16
  }

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Take only tensors whose name holds a match; may be repeated.", valueName: "regex"))
  var include: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Leave out tensors whose name holds a match; may be repeated.", valueName: "regex"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("Measure the first matrices only.", valueName: "n"))
  var limit: Int?

  @Flag(help: "Search folders within folders too.")
  var recursive = false

  @Flag(help: "Take tensors of integers too.")
  var includeIntegers = false

  @Flag(help: "Take the state of an optimizer too.")
  var includeOptimizer = false

  @Option(help: "What npy elements of type V2 are; left alone if not given.")
  var npyVoid2: VoidType?

  @Option(
    help: ArgumentHelp(
      "Skip tensors that claim more elements than this.", valueName: "n"))
  var maxElements = Checkpoint.Options().maximumElements

  @Option(
    name: .customLong("io"),
    help: "Map files or read them; read files that may change meanwhile. Same numbers.")
  var access: FileAccess = .automatic

  func validate() throws {
    if let limit, limit < 1 {
      throw ValidationError("--limit must be at least 1, but is \(limit).")
    }
    guard maxElements >= 1 else {
      throw ValidationError("--max-elements must be at least 1, but is \(maxElements).")
    }
  }

  /// How the files are read.
  var reading: Checkpoint.Options {
    var options = Checkpoint.Options()
    options.access = access
    options.isRecursive = recursive
    options.includesOptimizerState = includeOptimizer
    options.readsVoid2AsBFloat16 = npyVoid2 == .bf16
    options.maximumElements = maxElements
    return options
  }
}
