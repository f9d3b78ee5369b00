public import Networks
import Spectra
public import Tensors

/// Records singular values over a training: of every weight, or of the whole map of an affine network.
///
/// A recorded step costs the copy of the parameters and its share of a batched decomposition: the
/// matrices of many steps are decomposed together, one per vector lane where they are small.
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
  private var pending: [(step: Int, loss: Double, parameters: Matrix<Scalar>)] = []

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

  /// Keeps the parameters; decomposes when a batch is full.
  public mutating func record(
    step: Int, loss: Double, parameters: UnsafeBufferPointer<Scalar>
  ) {
    let copy = Matrix<Scalar>(rows: 1, columns: parameters.count) { target in
      _ = target.update(fromContentsOf: parameters)
    }
    pending.append((step, loss, copy))
    if pending.count == 64 {
      finished += pendingRecords
      pending = []
    }
  }

  /// What was recorded so far, in the order of the steps.
  public var records: [Record] { finished + pendingRecords }

  /// The pending steps, decomposed.
  private var pendingRecords: [Record] {
    var records = pending.map { Record(step: $0.step, loss: $0.loss, singularValues: [:]) }
    for (name, matrices) in pendingMatrices {
      for (index, values) in spectra(of: matrices).enumerated() {
        records[index].singularValues[name] = values
      }
    }
    return records
  }

  /// The matrices of every pending step, by name.
  private var pendingMatrices: [(name: String, matrices: [Matrix<Double>])] {
    switch subject {
    case .effectiveWeight:
      let weights = pending.map {
        architecture.effectiveWeight(of: $0.parameters).converted(to: Double.self)
      }
      return [("effective_weight", weights)]
    case .weights:
      return architecture.layout.weights.map { entry in
        (entry.name, pending.map { $0.parameters.matrix(entry) })
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
  /// One tensor of an arena as a matrix in double precision.
  fileprivate func matrix(_ entry: ParameterLayout.Entry) -> Matrix<Double> {
    Matrix<Double>(
      rows: entry.shape[0], columns: entry.shape[1],
      elements: elements[entry.range].map { Double($0) })
  }
}
