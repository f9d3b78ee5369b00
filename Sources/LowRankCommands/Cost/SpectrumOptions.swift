import ArgumentParser
import Foundation
import RecoveryRuns
import Spectra
import Tensors
import Theory

/// A matrix, by its singular values or as a file.
struct SpectrumOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Singular values, in any order.", valueName: "s1,s2,..."))
  var singularValues: String?

  @Option(
    help: ArgumentHelp(
      "A matrix: npy, as numpy.save writes it, or text with one row per line.", valueName: "file"),
    completion: .file(extensions: ["npy", "csv", "txt"]))
  var matrix: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Singular values up to here count as 0; for matrices max(m,n) eps times the largest one if "
        + "not given, else 0.", valueName: "x"))
  var zeroTolerance: Double?

  /// The matrix of the file at `path`.
  static func matrix(in path: String) throws -> Matrix<Double> {
    try MatrixFile.read(path, role: "matrix", lists: .refused)
  }

  /// The singular values of what is named.
  ///
  /// - Returns: The values, unchanged.
  /// - Throws: `UnusableInput` for values or a matrix that are not finite, `CheckpointError` for a
  ///   file that cannot be read.
  func spectrum() throws -> GivenSpectrum {
    if let matrix {
      return try GivenSpectrum(
        of: Self.matrix(in: matrix), source: matrix, zeroTolerance: zeroTolerance)
    }
    return try GivenSpectrum(
      values: try NumberList.singularValues(singularValues ?? ""), source: "--singular-values",
      zeroTolerance: zeroTolerance ?? 0)
  }
}

/// A command line that names none or several of the options of which it needs one.
func requireOne(of options: KeyValuePairs<String, String?>) throws(ValidationError) {
  let names = options.map(\.key).joined(separator: ", ")
  let given = options.filter { $0.value != nil }.map(\.key)
  guard given.count != 0 else {
    throw ValidationError("Say which matrix is meant: give one of \(names).")
  }
  guard given.count == 1 else {
    throw ValidationError(
      "\(given.joined(separator: " and ")) exclude each other: give one of \(names).")
  }
}

/// Singular values with the matrix that they are those of.
struct GivenSpectrum {
  /// All values.
  let values: [Double]
  /// Where they come from.
  let source: String
  /// Rows and columns, if they are those of a matrix.
  let shape: [Int]?
  /// Values up to here count as 0.
  let zeroTolerance: Double

  /// Values as they are given.
  ///
  /// - Throws: `CostError` for a tolerance that is negative or not finite.
  init(values: [Double], source: String, zeroTolerance: Double) throws(CostError) {
    try requireZeroTolerance(zeroTolerance)
    (self.values, self.source, shape) = (values, source, nil)
    self.zeroTolerance = zeroTolerance
  }

  /// The singular values of a matrix, descending; those that rounding may have left count as 0 unless
  /// said otherwise.
  init(of matrix: Matrix<Double>, source: String, zeroTolerance: Double?) throws {
    values = try Spectra.singularValues(
      of: matrix, route: .direct, threads: ProcessInfo.processInfo.activeProcessorCount
    ).values
    self.source = source
    shape = [matrix.rows, matrix.columns]
    self.zeroTolerance = try matrix.zeroTolerance(zeroTolerance, largest: values.first ?? 0)
  }

  /// The values that do not count as 0.
  var positiveValues: [Double] { values.filter { $0 > zeroTolerance } }

  /// How many they are.
  var rank: Int { positiveValues.count }

  /// `‖A‖_*`.
  var nuclearNorm: Double { positiveValues.reduce(0, +) }
}
