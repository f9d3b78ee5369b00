import Foundation
public import Tensors

/// Fashion-MNIST: 70,000 grey images of clothing, 28×28 pixels, in ten classes.
///
/// The files are those of the Debian package `dataset-fashion-mnist`. They are looked for in the
/// folder given, else in `$LOWRANK_DATA/fashion-mnist`, else in
/// `/usr/share/datasets/fashion-mnist`.
///
/// - Source: H. Xiao, K. Rasul, R. Vollgraf, arXiv 1708.07747.
public enum FashionMNIST {
  /// The two parts of the data set.
  public enum Part: String, CaseIterable, Codable, Sendable {
    /// 60,000 images.
    case train
    /// 10,000 images.
    case test = "t10k"
  }

  /// Pixels of one image.
  public static let pixelCount = 28 * 28

  /// The first images of a part, one per row, pixels scaled to [0, 1].
  ///
  /// - Parameters:
  ///   - part: The part to read.
  ///   - count: How many images, ≥ 0.
  ///   - folder: Where the files are; by default as described at ``FashionMNIST``.
  ///   - scalar: The scalar of the result.
  /// - Returns: Shape `(count, 784)`; row-major pixels, `byte / 255`.
  /// - Throws: ``DatasetError`` if a file is missing, damaged or not what it claims to be, or has
  ///   fewer than `count` images.
  @inlinable
  public static func images<Scalar: MatrixScalar>(
    _ part: Part, first count: Int, in folder: String? = nil, as scalar: Scalar.Type = Double.self
  ) throws(DatasetError) -> Matrix<Scalar> {
    let pixels = try pixels(part, first: count, in: folder)
    return Matrix(rows: count, columns: pixelCount) { buffer in
      for (index, pixel) in pixels.enumerated() { buffer[index] = Scalar(pixel) / 255 }
    }
  }

  /// The bytes of the first images; not generic, so that callers compile only the scaling.
  @usableFromInline
  static func pixels(
    _ part: Part, first count: Int, in folder: String?
  ) throws(DatasetError) -> ArraySlice<UInt8> {
    precondition(count >= 0, "the number of images must be >= 0, not \(count)")
    let file = try read(part, "images-idx3", rank: 3, in: folder)
    guard Array(file.dimensions.dropFirst()) == [28, 28] else {
      let path = path(of: part, "images-idx3", in: folder)
      throw DatasetError(
        .wrongFormat, file: path,
        "The images of \(path) are \(file.dimensions.dropFirst()) pixels, not 28×28; \(remedy).")
    }
    try require(count, of: file, part, "images-idx3", in: folder)
    return file.elements.prefix(count * pixelCount)
  }

  /// The classes of the first images of a part, each in 0...9.
  ///
  /// - Parameters:
  ///   - part: The part to read.
  ///   - count: How many labels, ≥ 0.
  ///   - folder: Where the files are; by default as described at ``FashionMNIST``.
  /// - Returns: `count` classes, in the order of ``images(_:first:in:as:)``.
  /// - Throws: ``DatasetError`` as for the images, and for a label above 9.
  public static func labels(
    _ part: Part, first count: Int, in folder: String? = nil
  ) throws(DatasetError) -> [Int] {
    precondition(count >= 0, "the number of labels must be >= 0, not \(count)")
    let file = try read(part, "labels-idx1", rank: 1, in: folder)
    try require(count, of: file, part, "labels-idx1", in: folder)
    let labels = file.elements.prefix(count).map(Int.init)
    if let index = labels.firstIndex(where: { $0 > 9 }) {
      let path = path(of: part, "labels-idx1", in: folder)
      throw DatasetError(
        .wrongFormat, file: path,
        "The label \(index) of \(path) is \(labels[index]), not one of 0...9; \(remedy).")
    }
    return labels
  }
}

// MARK: - Files

private let remedy =
  "install the Debian package dataset-fashion-mnist, or set LOWRANK_DATA to a folder that has"
  + " the four .gz files under fashion-mnist/"

extension FashionMNIST {
  private static func path(of part: Part, _ kind: String, in folder: String?) -> String {
    let name = "\(part.rawValue)-\(kind)-ubyte.gz"
    if let folder { return "\(folder)/\(name)" }
    let root = ProcessInfo.processInfo.environment["LOWRANK_DATA"] ?? "/usr/share/datasets"
    return "\(root)/fashion-mnist/\(name)"
  }

  private static func read(
    _ part: Part, _ kind: String, rank: Int, in folder: String?
  ) throws(DatasetError) -> IDXFile {
    try IDXFile(path: path(of: part, kind, in: folder), rank: rank, remedy: remedy)
  }

  private static func require(
    _ count: Int, of file: IDXFile, _ part: Part, _ kind: String, in folder: String?
  ) throws(DatasetError) {
    guard count <= file.dimensions[0] else {
      let path = path(of: part, kind, in: folder)
      throw DatasetError(
        .tooFewSamples, file: path,
        "The file \(path) has \(file.dimensions[0]) samples, fewer than the \(count) asked for;"
          + " ask for fewer.")
    }
  }
}
