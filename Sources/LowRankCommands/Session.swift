import Experiments
import Foundation
import Reporting
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

  /// Runs one experiment, stores its claims, and prints its verdicts.
  ///
  /// - Throws: ``ExitStatus/interrupted`` when stopped; finished trials are kept.
  func run(_ plan: Plan) throws -> FinishedRun {
    let folder = try RunFolder.open(
      root: execution.out, configuration: plan.experiment.configuration,
      description: plan.entry.description,
      provenance: .ofThisProgram(threads: execution.threadCount),
      mode: execution.resume ? .resume : .fresh)
    let begun = ContinuousClock.now
    let result = try plan.experiment.run(
      in: folder, threads: execution.threadCount, stop: stop, progress: observer)
    guard let result else {
      throw ExitStatus.interruption(
        keeping: "what was finished", in: folder.path, isResumed: execution.resume, output.console)
    }
    try folder.writeClaims(result.claims)
    let finished = FinishedRun(
      manifest: folder.manifest, folder: folder.path,
      wallSeconds: begun.duration(to: .now) / .seconds(1), claims: result.claims,
      charts: result.charts)
    if !output.json {
      output.console.result(finished.table.text(coloring: Console.coloring))
    }
    return finished
  }

  /// Writes the reports and prints what all runs say together.
  func conclude(_ finished: [FinishedRun]) throws {
    let report = try execution.withoutReport ? nil : publish(finished)
    if output.json {
      try output.console.result(ReproduceDocument(finished), schema: ReproduceDocument.schema)
      return
    }
    if finished.count > 1 {
      output.console.result("\(VerdictCounts(finished.flatMap(\.claims)).headline).")
    }
    if let report { output.console.result("Report: \(report)") }
  }

  private func publish(_ finished: [FinishedRun]) throws -> String? {
    let publication = Publication(of: finished, console: output.console)
    let pages = try publication.writeIntoRunFolders()
    return finished.count > 1
      ? try publication.writePage(to: "\(execution.out)/report.html") : pages.first
  }
}
