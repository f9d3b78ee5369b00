public import Checkpoints
import Spectra
import Tensors

/// The rank of stored activations, and how alike the representations of the same samples are.
///
/// Every array of two axes and real numbers counts as a matrix of samples by features. Which samples
/// they are is told by an array `NAME_ids` beside `NAME`, or `ids` for all; without, by their order.
/// Samples that are not the same are not compared: that is an error.
public struct ActivationAudit: Sendable {
  private let checkpoint: Checkpoint
  private let options: ActivationOptions
  private let coverage: Coverage
  private let matrices: [StoredMatrix]

  /// A matrix with its samples.
  struct StoredMatrix: Sendable {
    let tensor: StoredTensor
    let identifiers: SampleIdentifiers

    var samples: Int { tensor.shape[0] }
    var blocks: TensorMatrix {
      TensorMatrix(
        tensor, rows: [.init(length: tensor.shape[0], stride: tensor.strides[0])],
        columns: [.init(length: tensor.shape[1], stride: tensor.strides[1])])
    }
  }

  /// Finds the matrices and their samples; reads no activation.
  ///
  /// - Parameters:
  ///   - checkpoint: The arrays.
  ///   - options: What to measure.
  /// - Throws: ``AuditError`` with code `noActivations`, `invalidIdentifiers`, or `differentSamples`
  ///   where two matrices have different samples or fewer than 4, which cannot be compared.
  public init(_ checkpoint: Checkpoint, options: ActivationOptions = .init()) throws(AuditError) {
    self.checkpoint = checkpoint
    self.options = options
    var reasons: [Coverage.Reason] = []
    var found: [StoredTensor] = []
    let names = Set(checkpoint.tensors.map(\.name))
    for tensor in checkpoint.tensors {
      if let cause = Self.cause(against: tensor, among: names) {
        reasons.append(Coverage.Reason(name: tensor.name, cause: cause))
      } else {
        found.append(tensor)
      }
    }
    guard !found.isEmpty else {
      throw AuditError(
        .noActivations,
        "There is no array of samples by features among \(checkpoint.tensors.count) arrays; store each "
          + "representation as real numbers with two axes, the samples first.")
    }
    matrices = try Self.withIdentifiers(found, checkpoint.tensors)
    try Self.requireSameSamples(matrices)
    coverage = Coverage(
      tensors: checkpoint.tensors.count, analysed: found.count, reasons: reasons,
      parameters: checkpoint.tensors.reduce(0) { $0 + $1.count },
      parametersAnalysed: found.reduce(0) { $0 + $1.count })
  }

  /// Measures all matrices and compares all pairs.
  ///
  /// - Parameter memory: The bytes that kernels of compared matrices may take together; with less
  ///   they are made anew for every pair.
  /// - Returns: The numbers, none of which is NaN or infinite.
  /// - Throws: `CheckpointError` for files that cannot be read any more, `DecompositionError` where a
  ///   decomposition does not converge.
  public func run(memory: Int = 4 << 30) throws -> ActivationResult {
    let measurement = try ActivationMeasurement(options)
    let rows = try matrices.map { try measurement.row(of: $0) }
    return ActivationResult(
      files: try checkpoint.files.map { file throws(CheckpointError) in
        AuditedFile(
          path: file.path, format: file.format.rawValue, bytes: file.bytes,
          sha256: try file.sha256())
      },
      options: options, coverage: coverage, columns: measurement.columns, matrices: rows,
      pairs: try ActivationPairs(matrices, memory: memory).compared())
  }
}

// MARK: - Which arrays are what

extension ActivationAudit {
  private static let ending = "ids"

  /// Why an array is no matrix; nil for one that is.
  private static func cause(
    against tensor: StoredTensor, among names: Set<String>
  ) -> Coverage.Cause? {
    if owner(of: tensor.name, among: names) != nil { return .identifiers }
    if let cause = Coverage.Cause(tensor.availability) { return cause }
    guard tensor.elementType?.kind == .floating else { return .noRealNumbers(tensor.typeName) }
    guard tensor.shape.count == 2 else { return .noSamplesByFeatures(axes: tensor.shape.count) }
    return tensor.count == 0 ? .empty : nil
  }

  /// The matrix whose samples an array of this name identifies; empty for all, nil for another array.
  private static func owner(of name: String, among names: Set<String>) -> String? {
    if name == ending { return "" }
    guard name.hasSuffix("_" + ending) else { return nil }
    let owner = String(name.dropLast(ending.count + 1))
    return names.contains(owner) ? owner : nil
  }

  private static func withIdentifiers(
    _ matrices: [StoredTensor], _ tensors: [StoredTensor]
  ) throws(AuditError) -> [StoredMatrix] {
    var result: [StoredMatrix] = []
    var shared: SampleIdentifiers?
    for matrix in matrices {
      let own = tensors.first { $0.name == "\(matrix.name)_\(ending)" }
      let count = matrix.shape[0]
      guard let source = own ?? tensors.first(where: { $0.name == ending }) else {
        result.append(StoredMatrix(tensor: matrix, identifiers: .init(order: count)))
        continue
      }
      let identifiers: SampleIdentifiers
      if own == nil, let shared {
        identifiers = shared
      } else {
        identifiers = try SampleIdentifiers(reading: source)
        if own == nil { shared = identifiers }
      }
      guard identifiers.names.count == count else {
        throw AuditError(
          .invalidIdentifiers,
          "\(matrix.name.shown) has \(count) samples, and \(source.name.shown) identifies "
            + "\(identifiers.names.count); store one identifier for each sample.")
      }
      result.append(StoredMatrix(tensor: matrix, identifiers: identifiers))
    }
    return result
  }

  private static func requireSameSamples(_ matrices: [StoredMatrix]) throws(AuditError) {
    guard let first = matrices.first, matrices.count > 1 else { return }
    for other in matrices.dropFirst() {
      let (a, b) = (first.tensor.name.shown, other.tensor.name.shown)
      guard first.samples == other.samples else {
        throw AuditError(
          .differentSamples,
          "\(a) has \(first.samples) samples and \(b) has \(other.samples); only representations of "
            + "the same samples can be compared, so store those in a file of their own.")
      }
      if let place = first.identifiers.firstDifference(from: other.identifiers) {
        throw AuditError(
          .differentSamples,
          "Sample \(place) (counted from 0) is \"\(first.identifiers.names[place].shown)\" in \(a) "
            + "and \"\(other.identifiers.names[place].shown)\" in \(b); store the same samples in the same "
            + "order.")
      }
    }
    guard first.samples >= 4 else {
      throw AuditError(
        .differentSamples,
        "\(first.tensor.name.shown) has \(first.samples) samples; the unbiased estimate needs at least 4, so "
          + "store more, or one matrix alone.")
    }
  }
}
