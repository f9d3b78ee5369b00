import ArgumentParser
import Foundation

/// How the work is done and kept.
struct AuditRunOptions: ParsableArguments {
  @Flag(help: "Print views, cost and memory from headers alone, and do nothing else.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Keep finished rows here, and write audit.json, audit.csv, metrics.json and report.html.",
      valueName: "dir"),
    completion: .directory)
  var out: String?

  @Flag(help: "Take finished rows of an earlier call with this --out whose options are the same.")
  var resume = false

  @OptionGroup var work: AuditWorkOptions

  func validate() throws {
    guard out != "" else { throw ValidationError("--out must name a folder, but is empty.") }
    guard !resume || out != nil else {
      throw ValidationError("--resume takes rows from a folder; name it with --out.")
    }
  }
}

/// How much of the machine is used, and how that is shown.
struct AuditWorkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Cores to use, all if not given; the numbers do not depend on it.", valueName: "n"))
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Memory to use, half of the machine's if not given; what is larger alone gets its 64 largest "
        + "singular values.", valueName: "GiB"))
  var memory: Double?

  @Option(help: "How progress is shown on standard error: auto, plain or none.")
  var progress: ProgressStyle = .auto

  func validate() throws {
    guard (1...1024).contains(threadCount) else {
      throw ValidationError("--threads must be from 1 to 1024, but is \(threadCount).")
    }
    if let memory, !(memory > 0 && memory <= 1_000_000) {
      throw ValidationError("--memory takes GiB above 0, but is \(memory).")
    }
  }

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// The bytes that may be used.
  var memoryBytes: Int {
    memory.map { Int($0 * 0x1p30) } ?? Int(ProcessInfo.processInfo.physicalMemory / 2)
  }
}
