import Checkpoints
import Tensors

/// Reads the matrices of a plan: elements from the files, times their scales.
struct MatrixReader: Sendable {
  let tensors: [StoredTensor]
  /// Scales and other small tensors by position, or why they cannot be read.
  private let values: [Int: Result<[Double], CheckpointError>]

  /// Reads every tensor that others are multiplied by.
  init(_ tensors: [StoredTensor], matrices: [PlannedMatrix]) {
    self.tensors = tensors
    var values: [Int: Result<[Double], CheckpointError>] = [:]
    for matrix in matrices {
      for index in matrix.factors where values[index] == nil {
        values[index] = Result { () throws(CheckpointError) in try Self.elements(of: tensors[index])
        }
      }
    }
    self.values = values
  }

  /// A matrix, to be read block by block.
  ///
  /// - Throws: Why its scales cannot be read.
  func blocks(_ layout: MatrixLayout, of tensor: Int) throws(CheckpointError) -> any MatrixBlocks {
    let stored = TensorMatrix(
      tensors[tensor], offset: layout.offset, rows: layout.rows, columns: layout.columns)
    guard let scale = layout.scale else { return stored }
    return ScaledBlocks(base: stored, scale: scale, values: try elements(of: scale.tensor))
  }

  /// The elements of a tensor that others are multiplied by, row-major.
  func elements(of tensor: Int) throws(CheckpointError) -> [Double] {
    guard let found = values[tensor] else {
      preconditionFailure("tensor \(tensor) is no factor of a planned matrix")
    }
    return try found.get()
  }

  private static func elements(of tensor: StoredTensor) throws(CheckpointError) -> [Double] {
    try TensorMatrix(rowOf: tensor).allElements()
  }
}

extension TensorMatrix {
  /// All elements of a tensor as one row, in the order of its axes.
  init(rowOf tensor: StoredTensor) {
    self.init(
      tensor, offset: 0, rows: [],
      columns: zip(tensor.shape, tensor.strides).map { Axis(length: $0, stride: $1) })
  }
}

extension MatrixBlocks {
  /// All elements, row-major.
  ///
  /// - Throws: What prevented reading; ``CheckpointError`` from a tensor.
  func allElements() throws(CheckpointError) -> [Double] {
    var failure: (any Error)?
    let elements = [Double](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[..<(rows * columns)])
      do {
        try read(rows: 0..<rows, columns: 0..<columns, into: target)
        count = rows * columns
      } catch { failure = error }
    }
    if let failure { throw CheckpointError(reading: failure) }
    return elements
  }
}

extension CheckpointError {
  /// The error itself, or one that repeats what another says.
  init(reading failure: any Error) {
    self = failure as? CheckpointError ?? CheckpointError(.unusableFile, "\(failure)")
  }
}

extension PlannedMatrix {
  /// The positions of the tensors that its elements are multiplied by.
  var factors: Set<Int> {
    switch content {
    case .matrix(let layout): return layout.scale.map { [$0.tensor] } ?? []
    case .product(let pair):
      if case .alpha(let tensor) = pair.scale { return [tensor] }
    case .pooled, .convolution: break
    }
    return Set(content.layouts.compactMap { $0.scale?.tensor })
  }

  /// The positions of all tensors that decide its numbers, in an order of their own.
  var sources: [Int] {
    if case .product(let pair) = content { return [pair.left, pair.right] + factors.sorted() }
    return [tensor] + factors.sorted()
  }
}
