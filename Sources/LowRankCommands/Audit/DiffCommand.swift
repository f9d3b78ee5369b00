import ArgumentParser
import Auditing

/// `lowrank diff`: what changed between two checkpoints.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two checkpoints: what changed, and how much.",
    discussion: """
      <before> and <after>, A and B, are files, folders or indices of shards, as for lowrank audit. \
      Tensors are matched by name; what is left over on both sides and has equal bytes counts as \
      renamed. Only matrices that changed are decomposed, with Δ = B − A read block by block: neither \
      file has to fit into memory. LoRA pairs are compared as their product, without forming it.

      delta_rel_fro is ‖Δ‖_F / ‖A‖_F, delta_rel_spectral the same of largest singular values, \
      delta_METRIC a metric of Δ, change_METRIC that of B less that of A, spectrum_w1 the mean shift of \
      singular values over the largest of A. left_overlap@k and right_overlap@k say how much of the \
      leading k directions is kept, from 0 to 1, beside what random ones would have. The last line on \
      standard error accounts for every tensor of both.

      Examples:
        lowrank diff base.safetensors tuned.safetensors
        lowrank diff step1000/ step2000/ --include attention --k 8
        lowrank diff hf/ own.pt --rename '^model\\.='
        lowrank diff a.safetensors b.safetensors --metrics all --csv > diff.csv
        lowrank diff old.pt new.pt --fail-on removed --fail-on retyped
        lowrank diff a.npz b.npz --fail-if 'delta_rel_fro > 0.1 for mlp'

      Exit status: 0 everything wanted was compared; 1 done, but --fail-on, --fail-if or \
      --require-complete found something; 2 an input could not be used, wholly or in part, the rest is \
      compared; 64 wrong usage; 130 interrupted.
      """)

  @Argument(help: "The checkpoint A, what was there first.", completion: .file())
  var before: String

  @Argument(help: "The checkpoint B, what it became.", completion: .file())
  var after: String

  @OptionGroup(title: "Tensors") var matching: DiffMatchingOptions
  @OptionGroup(title: "Tensors") var input: AuditInputOptions
  @OptionGroup(title: "Matrices") var views: AuditViewOptions
  @OptionGroup(title: "Metrics") var metrics: DiffMetricOptions
  @OptionGroup(title: "Run") var work: AuditWorkOptions
  @OptionGroup(title: "Output") var output: DiffOutputOptions
  @OptionGroup(title: "Gates") var gates: DiffGateOptions

  func validate() throws {
    for (name, path) in [("before", before), ("after", after)] where path.isEmpty {
      throw ValidationError("<\(name)> is empty; name a file, a folder or an index of shards.")
    }
    do { _ = try job } catch { throw ValidationError("\(error)") }
  }

  /// What is asked for.
  var job: DiffJob { get throws { try DiffJob(self) } }

  func run() throws {
    try DiffSession(self).run()
  }
}

/// What a command line asks for, checked before any file is opened.
struct DiffJob {
  let options: DiffOptions
  let rules: ViewRules
  let columns: [DiffColumn]
  let gates: [GateExpression]

  /// - Throws: `AuditError` for a rule, a metric or a number that means nothing.
  init(_ command: DiffCommand) throws {
    var options = try DiffOptions(renames: command.matching.rename)
    command.views.apply(to: &options.measures)
    options.measures.includesIntegers = command.input.includeIntegers
    options.measures.route = command.metrics.svd
    if let names = command.metrics.metrics?.values {
      options.measures.metrics = names == ["all"] ? nil : names
    }
    if let ranks = command.metrics.ranks?.values { options.overlapRanks = ranks }
    self.options = options
    rules = try command.views.rules(for: command.input)
    columns = try DiffColumn.all(options)
    gates = try command.gates.failIf.map { [columns] in
      try GateExpression(parsing: $0, among: columns)
    }
    for column in command.output.columns?.values ?? [] {
      try DiffColumn.require(column, among: columns)
    }
    if let order = command.output.sort, SortOrder.Property(rawValue: order.key) == nil {
      try DiffColumn.require(order.key, among: columns)
    }
  }
}
