public import Checkpoints
import Foundation
public import Runs
import Tensors

/// The spectra and metrics of every matrix of a checkpoint.
///
/// ```swift
/// let checkpoint = try Checkpoint(opening: "model.safetensors")
/// let result = try Audit(checkpoint).run(threads: 2)
/// for row in result.rows { print(row.identity.name, row.metrics["stable_rank"]) }
/// ```
///
/// One matrix is computed on one thread, several matrices side by side: rows have the same bits for
/// any number of threads and any order. BLAS keeps to one thread per matrix whatever its size, since
/// dividing a product among threads changes the last bits.
///
/// - Source: specification of the audit, sections 2, 5 and 9.
public struct Audit: Sendable {
  /// What is audited.
  public let checkpoint: Checkpoint
  /// What will be done.
  public let plan: AuditPlan
  /// What is measured.
  public let options: AuditOptions

  let selection: MetricSelection
  let limit: Int?

  /// Plans an audit; nothing but headers was read so far.
  ///
  /// - Parameters:
  ///   - checkpoint: What is audited.
  ///   - options: What is measured and how.
  ///   - rules: How tensors become matrices.
  ///   - limit: The most rows, at least 1; nil for all.
  /// - Throws: ``AuditError`` with code `unknownMetric` or `invalidOption`.
  public init(
    _ checkpoint: Checkpoint, options: AuditOptions = AuditOptions(),
    rules: ViewRules = ViewRules(), limit: Int? = nil
  ) throws(AuditError) {
    try options.checkConvolutionGrid()
    if let limit, limit < 1 {
      throw AuditError(.invalidOption, "--limit \(limit) is no whole number above 0.")
    }
    selection = try MetricSelection(options)
    self.checkpoint = checkpoint
    self.options = options
    self.limit = limit
    plan = AuditPlan(checkpoint: checkpoint, options: options, rules: rules, limit: limit)
  }

  /// What a byte of a digest costs, in units of `m n min(m, n)`; *measured* 0.5 to 1 ns for a byte,
  /// 0.3 to 0.6 ns for a unit.
  private static let workPerByte = 2.0

  /// Half of the machine's memory, in bytes.
  public static var standardMemory: Int { Int(ProcessInfo.processInfo.physicalMemory / 2) }

  /// Measures every planned matrix.
  ///
  /// A matrix that cannot be read, or whose decomposition fails, is a row that says so. One that takes
  /// more than `memory` alone gets its 64 largest singular values and the exact Frobenius norm.
  ///
  /// - Parameters:
  ///   - threads: How many matrices are in work at once, at least 1.
  ///   - memory: The bytes that they take together.
  ///   - program: What provenance says about the program.
  ///   - folder: Keeps finished rows, and has those of an earlier audit.
  ///   - spectra: A path for all singular values as npz; nil for none.
  ///   - hashesFiles: Whether provenance has the SHA-256 of every file.
  ///   - stop: Asks to end: matrices in work are finished, no others begin.
  ///   - progress: Is told how the audit gets on.
  ///   - sink: Is given every row as it is finished, one call at a time, rows of aliases not included.
  /// - Returns: The rows in the order of the files, and what became of every tensor.
  /// - Throws: ``AuditError`` with code `unusableFolder` or `unusableFile` where results cannot be
  ///   kept.
  public func run(
    threads: Int = 1, memory: Int = Audit.standardMemory, program: Provenance? = nil,
    folder: AuditFolder? = nil, spectra: String? = nil, hashesFiles: Bool = true,
    stop: StopToken = StopToken(), progress: any AuditProgress = SilentAuditProgress(),
    sink: @escaping @Sendable (AuditRow) -> Void = { _ in }
  ) throws(AuditError) -> AuditResult {
    precondition(threads >= 1 && memory >= 0, "\(threads) threads, \(memory) bytes")
    let begin = ContinuousClock.now
    let program = program ?? Provenance(toolVersion: "", blasKernel: BLAS.kernel, threads: threads)
    var provenance = AuditProvenance(program, memoryLimit: memory)
    let spectraFile: SpectraFile?
    if let spectra { spectraFile = try SpectraFile(spectra) } else { spectraFile = nil }
    let wanted = Set(plan.matrices.flatMap(\.sources))
    let bytes = TensorDigests.bytes(of: checkpoint, wanted: wanted, filesToo: hashesFiles)
    let reporter = ProgressReporter(
      progress,
      AuditState(
        done: 0, total: plan.matrices.count, work: 0,
        totalWork: plan.matrices.reduce(Self.workPerByte * Double(bytes)) { $0 + $1.work }, name: ""
      ))
    reporter.start()
    defer { reporter.finish() }
    let digests = TensorDigests(
      of: checkpoint, wanted: wanted, filesToo: hashesFiles, threads: threads, stop: stop
    ) { name, bytes in
      reporter.update {
        $0.name = name
        $0.work += Self.workPerByte * Double(bytes)
      }
    }
    let tasks = AuditTasks(self, digests: digests, memory: memory)
    let analysis = MatrixAnalysis(
      reader: MatrixReader(checkpoint.tensors, matrices: plan.matrices), options: options,
      selection: selection, keepsSpectra: spectra != nil)
    let session = try AuditSession(
      tasks: tasks.tasks, analysis: analysis, memory: memory, folder: folder, spectra: spectraFile,
      stop: stop, reporter: reporter, sink: sink)
    provenance.reusedRows = session.reused
    var manifest = AuditManifest(
      status: .running, options: options, rules: plan.rules, files: tasks.files,
      rows: tasks.tasks.count, finishedRows: session.reused, provenance: provenance)
    try folder?.write(manifest)
    let rows = try session.run(threads: threads)
    try spectraFile?.finish { tasks.tasks[$0].planned.identity.arrayName }
    provenance.finish(after: (ContinuousClock.now - begin) / .seconds(1))
    let result = tasks.result(rows: rows, provenance: provenance)
    manifest.status = result.isInterrupted ? .interrupted : .finished
    manifest.finishedRows = rows.count { $0 != nil }
    manifest.provenance = provenance
    try folder?.write(manifest)
    return result
  }
}
