import ArgumentParser
import Foundation
import Spectra
import Tensors

/// A matrix, by its singular values or as a file.
struct SpectrumOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Singular values, in any order.", valueName: "s1,s2,..."))
  var singularValues: String?

  @Option(
    help: ArgumentHelp("A matrix, as numpy.save writes it.", valueName: "file.npy"),
    completion: .file(extensions: ["npy"]))
  var matrix: String?

  /// The singular values of what is named.
  ///
  /// - Parameter zeroTolerance: Values up to it count as 0; `nil` is 0 for values that are given, and
  ///   what rounding leaves for those of a matrix.
  func spectrum(zeroTolerance: Double? = nil) throws -> GivenSpectrum {
    if let matrix {
      return try GivenSpectrum(
        of: MatrixFile.read(matrix), source: matrix, zeroTolerance: zeroTolerance)
    }
    return GivenSpectrum(
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
  /// The values, those up to ``zeroTolerance`` replaced by 0.
  let values: [Double]
  /// Where they come from.
  let source: String
  /// Rows and columns, if they are those of a matrix.
  let shape: [Int]?
  /// What counted as 0.
  let zeroTolerance: Double

  /// Values as they are given.
  init(values: [Double], source: String, shape: [Int]? = nil, zeroTolerance: Double) {
    self.values = values.map { $0 <= zeroTolerance ? 0 : $0 }
    self.source = source
    self.shape = shape
    self.zeroTolerance = zeroTolerance
  }

  /// The singular values of a matrix, descending.
  ///
  /// Values up to `max(m, n) ε σ₁` count as 0 unless said otherwise: rounding leaves such values
  /// where the rank is deficient.
  init(of matrix: Matrix<Double>, source: String, zeroTolerance: Double?) throws {
    let values = try Spectra.singularValues(
      of: matrix, route: .direct, threads: ProcessInfo.processInfo.activeProcessorCount
    ).values
    self.init(
      values: values, source: source, shape: [matrix.rows, matrix.columns],
      zeroTolerance: zeroTolerance
        ?? Double(max(matrix.rows, matrix.columns)) * .ulpOfOne * (values.first ?? 0))
  }

  /// The number of values above 0.
  var rank: Int { values.count { $0 > 0 } }

  /// `‖A‖_*`.
  var nuclearNorm: Double { values.reduce(0, +) }
}
