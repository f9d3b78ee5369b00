import Experiments
import Foundation
import Runs

/// One call of `reproduce`: runs plans one after the other and publishes what they say.
struct Session {
  private let execution: ExecutionOptions
  private let output: OutputOptions
  private let stop: StopToken
  private let observer: any ProgressObserver

  init(execution: ExecutionOptions, output: OutputOptions) {
    self.execution = execution
    self.output = output
    stop = Interruption.handled()
    observer = LiveProgress.observer(style: execution.progress, isQuiet: output.quiet)
  }

  /// Runs one experiment and stores its claims.
  ///
  /// - Throws: ``ExitStatus/interrupted`` when stopped; finished trials are kept.
  func run(_ plan: Plan) throws -> FinishedRun {
    let folder = try RunFolder.open(
      root: execution.out, configuration: plan.experiment.configuration,
      description: plan.entry.description, provenance: .ofThisProgram(threads: execution.threads),
      mode: execution.resume ? .resume : .fresh)
    let begun = ContinuousClock.now
    let result = try plan.experiment.run(
      in: folder, threads: execution.threads, stop: stop, progress: observer)
    guard let result else { throw interruption(in: folder) }
    try folder.writeClaims(result.claims)
    let seconds = begun.duration(to: .now) / .seconds(1)
    return FinishedRun(
      configuration: plan.experiment.configuration, folder: folder.path, wallSeconds: seconds,
      result: result)
  }

  private func interruption(in folder: RunFolder) -> ExitStatus {
    var again = CommandLine.arguments
    if !execution.resume { again.append("--resume") }
    let command = again.map(\.shellQuoted).joined(separator: " ")
    output.console.message(
      "Interrupted; what was finished is kept in \(folder.path). To go on:\n  \(command)")
    return .interrupted
  }

  /// Prints what the runs say, all together.
  func conclude(_ finished: [FinishedRun]) throws {
    if output.json {
      try output.console.result(ReproduceDocument(finished), schema: ReproduceDocument.schema)
    }
  }
}

extension String {
  /// The text as one word of a shell's command line.
  var shellQuoted: String {
    let plain = allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_=./,:+@%".contains($0))
    }
    return plain && !isEmpty ? self : "'" + replacing("'", with: #"'\''"#) + "'"
  }
}
