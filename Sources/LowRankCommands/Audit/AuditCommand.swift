import ArgumentParser
import Auditing
import Checkpoints
import Foundation
import Runs

/// `lowrank audit`: the spectrum and rank of every tensor of a trained model.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audit the spectrum and rank of every tensor of a trained model.",
    usage: """
      lowrank audit <path> ... [<options>]
      lowrank audit --activations <npz> [<options>]
      lowrank audit --explain <metric>
      """,
    discussion: """
      <path> is a file, a folder or an index of shards: safetensors, npy, npz, PyTorch (.pt, .pth, \
      .bin, .ckpt, saved since 1.6). The content decides, not the name. Nothing in a file is executed. \
      Whatever the size of the model, memory is about that of the largest tensor's Gram matrix.

      Every tensor that is a matrix is a row: how much of its spectrum counts (effective, stable and \
      energy rank), what is more than noise (spikes above a Marchenko-Pastur bulk, and mp_ks, how \
      far the bulk is from that law), and how heavy its tail is (alpha). The table shows some columns; \
      --csv, --json and --jsonl have all of them. The last line on standard error accounts for every \
      tensor: analysed, excluded by a rule, or skipped for a reason.

      Examples:
        lowrank audit model.safetensors
        lowrank audit checkpoints/ --sort stable_rank:asc
        lowrank audit model.pt --include 'layers\\.0\\.' --columns alpha,mp_ks
        lowrank audit model.safetensors --csv > audit.csv
        lowrank audit model.safetensors --out audit      all forms, and a report
        lowrank audit model.safetensors --fail-if 'stable_rank < 2 for mlp'
        lowrank audit model.safetensors --dry-run        what would be done
        lowrank audit --explain effective_rank           formula and source

      Exit status: 0 everything was analysed, left out by a rule, or of a type that nobody can \
      analyse (coverage PARTIAL, fails with --require-complete only); 1 done, but --fail-if or \
      --require-complete failed, or a condition was about no value; 2 an input could not be used, \
      wholly or in part (the rest is analysed), nothing was analysed, or an output cannot be \
      written; 64 wrong usage; 130 interrupted, finished rows are kept with --out.
      """)

  @Argument(
    help: ArgumentHelp("Checkpoints: files, folders, indices of shards.", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "Print formula, range and source of a metric, or of all, and do nothing else.",
      valueName: "metric"))
  var explain: String?

  @OptionGroup(title: "Tensors") var input: AuditInputOptions
  @OptionGroup(title: "Matrices") var views: AuditViewOptions
  @OptionGroup(title: "Metrics") var metrics: AuditMetricOptions
  @OptionGroup(title: "Activations") var activations: ActivationInputOptions
  @OptionGroup(title: "Run") var execution: AuditRunOptions
  @OptionGroup(title: "Output") var output: AuditOutputOptions
  @OptionGroup(title: "Gates") var gates: AuditGateOptions

  func validate() throws {
    guard explain != nil || activations.activations != nil || !paths.isEmpty else {
      throw ValidationError(
        "Name a checkpoint: a file, a folder or an index of shards; or --explain a metric.")
    }
    guard activations.activations == nil || paths.isEmpty else {
      throw ValidationError("--activations names its file itself; leave out \(paths[0]).")
    }
    if let path = activations.activations, !foreignToActivations.isEmpty {
      throw ValidationError(
        "--activations \(path) takes no \(foreignToActivations.joined(separator: ", ")); leave "
          + (foreignToActivations.count == 1 ? "it" : "them") + " out.")
    }
    guard output.compat == nil || execution.out != nil else {
      throw ValidationError(
        "--compat writes weightwatcher.csv into the folder of --out; name one there.")
    }
    guard !paths.contains("") else { throw ValidationError("A path is empty; name a file.") }
    do {
      _ = try job
      if let explain { _ = try explanation(of: explain) }
    } catch { throw ValidationError("\(error)") }
  }

  /// What is asked for.
  var job: AuditJob { get throws { try AuditJob(self) } }

  private func explanation(of name: String) throws -> String {
    try MetricExplanations.text(of: name, metrics.options, width: TerminalWidth.ofResults)
  }

  func run() throws {
    if let explain {
      output.console.result(try explanation(of: explain))
      return
    }
    if let file = activations.activations {
      try ActivationSession(self, path: file).run()
      return
    }
    try AuditCall(self).run()
  }
}
