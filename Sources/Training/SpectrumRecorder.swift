public import Networks
import Spectra
public import Tensors

/// Records singular values over a training: of every weight, or of the whole map of an affine network.
///
/// A recorded step costs the copy of the matrices and its share of a batched decomposition: those of
/// up to 64 steps, and about 4 MiB, are decomposed together, one per vector lane where they are small.
public struct SpectrumRecorder<Scalar: MatrixScalar>: Recorder {
  /// Which matrices are looked at.
  public enum Subject: String, Codable, CaseIterable, Sendable {
    /// The effective weight of an affine network, named `effective_weight`.
    case effectiveWeight = "effective-weight"
    /// Every weight matrix, by its name.
    case weights
  }

  /// The spectra at one step.
  public struct Record: Codable, Hashable, Sendable {
    /// Steps taken before.
    public let step: Int
    /// The loss there.
    public let loss: Double
    /// Singular values, descending, by the name of the matrix; a matrix that is not finite is absent.
    public var singularValues: [String: [Double]]

    private enum CodingKeys: String, CodingKey {
      case step
      case loss
      case singularValues = "singular_values"
    }
  }

  /// At which steps.
  public let cadence: Cadence
  /// Which matrices.
  public let subject: Subject
  private let architecture: Architecture
  private var finished: [Record] = []
  private var pending: [(step: Int, loss: Double, matrices: [Matrix<Scalar>])] = []
  /// What may be pending, so that neither many steps nor large matrices take much memory.
  private static var batch: (records: Int, bytes: Int) { (64, 4 << 20) }

  /// A recorder that has seen nothing.
  ///
  /// - Precondition: The effective weight is asked of an affine network only.
  public init(_ architecture: Architecture, _ subject: Subject, at cadence: Cadence) {
    precondition(
      subject != .effectiveWeight || architecture.isAffine,
      "a network with activations has no effective weight")
    (self.architecture, self.subject, self.cadence) = (architecture, subject, cadence)
  }

  /// Whether the cadence contains the step.
  public func isDue(at step: Int) -> Bool { cadence.contains(step) }

  /// Keeps the matrices; decomposes when a batch is full.
  public mutating func record(
    step: Int, loss: Double, parameters: UnsafeBufferPointer<Scalar>
  ) {
    let matrices = matrices(of: parameters)
    pending.append((step, loss, matrices))
    let values = matrices.reduce(0) { $0 + $1.rows * $1.columns }
    if pending.count == Self.batch.records
      || pending.count * values * MemoryLayout<Scalar>.stride >= Self.batch.bytes
    {
      finished += pendingRecords
      pending = []
    }
  }

  /// What was recorded so far, in the order of the steps.
  public var records: [Record] { finished + pendingRecords }

  /// The pending steps, decomposed.
  private var pendingRecords: [Record] {
    var records = pending.map { Record(step: $0.step, loss: $0.loss, singularValues: [:]) }
    for (place, name) in names.enumerated() {
      let matrices = pending.map { $0.matrices[place].converted(to: Double.self) }
      for (index, values) in spectra(of: matrices).enumerated() {
        records[index].singularValues[name] = values
      }
    }
    return records
  }

  /// The names of the matrices.
  private var names: [String] {
    switch subject {
    case .effectiveWeight: ["effective_weight"]
    case .weights: architecture.layout.weights.map(\.name)
    }
  }

  /// The matrices that are looked at, in the order of their names.
  private func matrices(of parameters: UnsafeBufferPointer<Scalar>) -> [Matrix<Scalar>] {
    switch subject {
    case .effectiveWeight:
      let arena = Matrix(rows: 1, columns: parameters.count, copying: parameters[...])
      return [architecture.effectiveWeight(of: arena)]
    case .weights:
      return architecture.layout.weights.map { entry in
        Matrix(
          rows: entry.shape[0], columns: entry.shape[1], copying: parameters[entry.range])
      }
    }
  }
}

/// The singular values of matrices of one shape, descending; nil where a matrix is not finite.
private func spectra(of matrices: [Matrix<Double>]) -> [[Double]?] {
  let finite = matrices.filter { $0.firstNonFinite == nil }
  guard let first = finite.first else { return matrices.map { _ in nil } }
  var batch = MatrixBatch<Double>(count: finite.count, rows: first.rows, columns: first.columns)
  for (index, matrix) in finite.enumerated() { batch[index] = matrix }
  guard let values = try? singularValues(ofEach: batch) else { return matrices.map { _ in nil } }
  var row = 0
  return matrices.map { matrix in
    guard matrix.firstNonFinite == nil else { return nil }
    defer { row += 1 }
    return Array(values.row(row))
  }
}

extension Matrix {
  /// A part of an arena as a matrix of its own.
  fileprivate init(rows: Int, columns: Int, copying values: Slice<UnsafeBufferPointer<Scalar>>) {
    self.init(rows: rows, columns: columns) { target in
      _ = target.update(fromContentsOf: values)
    }
  }
}
