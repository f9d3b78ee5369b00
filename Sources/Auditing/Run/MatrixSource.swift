import Checkpoints
import Spectra
import Tensors

/// Where the elements of a planned matrix come from: one tensor, or the difference of two.
protocol MatrixSource: Sendable {
  /// The type in which the elements are stored; nil where they are not.
  var storedType: ElementType? { get }

  /// The matrix of one layout of the plan.
  ///
  /// - Parameter place: The position of the layout in ``MatrixContent/layouts``.
  /// - Returns: The matrix, to be read block by block.
  /// - Throws: What prevents reading.
  func blocks(_ place: Int) throws -> any MatrixBlocks

  /// The factors of a product.
  ///
  /// - Returns: Both, to be read block by block.
  /// - Throws: What prevents reading.
  func factors() throws -> LowRankFactors
}

/// The product `scale · left · right` of an `m × r` and an `r × n` matrix.
struct LowRankFactors {
  let left: any MatrixBlocks
  let right: any MatrixBlocks
  let scale: Double
  /// Whether 1 stands for a scale that was stored but is no number.
  var hasUnknownScale = false

  var both: [any MatrixBlocks] { [left, right] }
}

/// Elements as a checkpoint stores them, times their scales.
struct StoredSource: MatrixSource {
  let reader: MatrixReader
  let planned: PlannedMatrix

  var storedType: ElementType? { reader.tensors[planned.tensor].elementType }

  func blocks(_ place: Int) throws -> any MatrixBlocks {
    try reader.blocks(planned.content.layouts[place], of: planned.tensor)
  }

  func factors() throws -> LowRankFactors {
    guard case .product(let pair) = planned.content else {
      preconditionFailure("\(planned.identity) is no product")
    }
    let scale = try pair.factor(reader: reader)
    return LowRankFactors(
      left: try reader.blocks(pair.leftLayout, of: pair.left),
      right: try reader.blocks(pair.rightLayout, of: pair.right),
      scale: scale ?? 1, hasUnknownScale: scale == nil)
  }
}

extension LoraPair {
  /// The factor `s`; nil where the tensor that should tell it holds no finite number.
  fileprivate func factor(reader: MatrixReader) throws(CheckpointError) -> Double? {
    switch scale {
    case .known(let value): return value
    case .unknown: return 1
    case .alpha(let tensor):
      guard let alpha = try reader.elements(of: tensor).first, alpha.isFinite else { return nil }
      return alpha / Double(max(1, rank))
    }
  }
}

extension Matrix<Double> {
  /// All of a matrix that is read block by block.
  init(reading blocks: any MatrixBlocks) throws {
    try self.init(rows: blocks.rows, columns: blocks.columns) { target in
      try blocks.read(rows: 0..<blocks.rows, columns: 0..<blocks.columns, into: target)
    }
  }
}
