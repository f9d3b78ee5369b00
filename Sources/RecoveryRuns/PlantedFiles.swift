import Checkpoints
public import Randomness
public import Recovery
import Runs
import Tensors

/// A problem whose answer is known, as files that a recovery reads.
public struct PlantedFiles: Sendable {
  /// What is observed.
  public enum Kind: String, CaseIterable, Sendable {
    /// `entries.csv`.
    case completion
    /// `operators.npy`, `measurements.npy`.
    case sensing
    /// `design.npy`, `responses.npy`.
    case regression
  }

  /// The folder.
  public let folder: String
  /// The arguments of `lowrank recover` that read the files.
  public let arguments: [String]

  /// Draws a problem and writes it, with the answer in `truth.npz` (`left`, `right`).
  ///
  /// - Parameters:
  ///   - kind: What is observed.
  ///   - matrix: Shape, spectrum and noise.
  ///   - fraction: Observed numbers by unknown ones: the probability of an entry; measurements per
  ///     entry; samples per row of the matrix.
  ///   - seed: Of all draws.
  ///   - folder: Where the files go.
  /// - Returns: Where they are and how they are read.
  /// - Throws: `RecoveryError`, `RunError`, `CheckpointError` or ``RecoveryRunError``.
  public static func write(
    _ kind: Kind, _ matrix: PlantedMatrix, fraction: Double, seed: SeedPath, to folder: String
  ) throws -> PlantedFiles {
    guard fraction > 0, fraction.isFinite else {
      throw RecoveryRunError(
        .invalidOption, "--fraction must be a positive number, but is \(fraction).")
    }
    try checkSize(kind, matrix, fraction: fraction)
    func path(_ name: String) -> String { "\(folder)/\(name)" }
    func count(of unknowns: Int) -> Int {
      max(1, Int((fraction * Double(unknowns)).rounded()))
    }
    let truth: LowRankMatrix
    var arguments = [kind.rawValue]
    switch kind {
    case .completion:
      let planted = try matrix.completion(observedShare: fraction, seed: seed)
      truth = planted.truth
      let entries = planted.problem.entries
      var text = Array("row,col,value\n".utf8)
      for (row, column, value) in entries.entries { text += "\(row),\(column),\(value)\n".utf8 }
      try RunFolder.createFolder(folder)
      do throws(SystemFailure) {
        try SystemFile.replace(path("entries.csv"), with: [text])
      } catch {
        throw RecoveryRunError(
          .unusableFolder,
          "Cannot write \(path("entries.csv")): \(error.reason); choose another folder with --out.")
      }
      arguments += [path("entries.csv"), "--shape", "\(matrix.rows),\(matrix.columns)"]
      if entries.countsByRow.contains(0) || entries.countsByColumn.contains(0) {
        arguments.append("--allow-empty-rows")
      }
    case .sensing:
      let planted = try matrix.sensing(
        measurements: count(of: matrix.rows * matrix.columns), seed: seed)
      truth = planted.truth
      try RunFolder.createFolder(folder)
      let operators = planted.problem.measurements
      try NPYFile.write(
        NPYArray(operators.elements, shape: [operators.rows, matrix.rows, matrix.columns]),
        to: path("operators.npy"))
      try NPYFile.write(NPYArray(planted.problem.values), to: path("measurements.npy"))
      arguments += ["--operators", path("operators.npy")]
      arguments += ["--measurements", path("measurements.npy")]
    case .regression:
      let planted = try matrix.regression(samples: count(of: matrix.rows), seed: seed)
      truth = planted.truth
      try RunFolder.createFolder(folder)
      try NPYFile.write(NPYArray(planted.problem.predictors), to: path("design.npy"))
      try NPYFile.write(NPYArray(planted.problem.responses), to: path("responses.npy"))
      arguments += ["--design", path("design.npy"), "--responses", path("responses.npy")]
    }
    try NPZFile.write(
      ["left": NPYArray(truth.left), "right": NPYArray(truth.right)], to: path("truth.npz"))
    return PlantedFiles(folder: folder, arguments: arguments)
  }

  /// Refuses a problem that takes more than a gigabyte, before anything is drawn.
  private static func checkSize(
    _ kind: Kind, _ matrix: PlantedMatrix, fraction: Double
  ) throws(RecoveryRunError) {
    let (m, n) = (Double(matrix.rows), Double(matrix.columns))
    let observed =
      switch kind {
      case .completion: m * n
      case .sensing: max(1, fraction * m * n) * m * n
      case .regression: max(1, fraction * m) * (m + n)
      }
    let numbers = observed + (m + n) * Double(matrix.spectrum.rank)
    guard numbers <= 0x1p27 else {
      throw RecoveryRunError(
        .invalidOption,
        "This \(kind.rawValue) problem of \(matrix.rows) × \(matrix.columns) draws \(numbers) numbers, more "
          + "than the limit of \(Int(0x1p27)); give fewer --rows and --columns, a smaller --rank or "
          + "--fraction.")
    }
  }
}
