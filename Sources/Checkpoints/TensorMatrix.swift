public import Tensors

/// A matrix made of elements of a stored tensor, decoded when they are read.
///
/// Row `i` counts through the row axes, the last one fastest, and column `j` through the column axes;
/// the element at `(i, j)` is the tensor's element number `offset + Σ index · stride`. Reshapes,
/// slices, transposes, splits and heads are all of this form, and none copies anything.
public struct TensorMatrix: MatrixBlocks {
  /// One direction in a tensor.
  public struct Axis: Hashable, Sendable {
    /// The number of indices, ≥ 0.
    public let length: Int
    /// The distance of neighbours in elements, ≥ 0.
    public let stride: Int

    /// A direction.
    public init(length: Int, stride: Int) {
      precondition(length >= 0 && stride >= 0, "length \(length), stride \(stride)")
      self.length = length
      self.stride = stride
    }
  }

  /// The tensor.
  public let tensor: StoredTensor
  /// The element at row 0, column 0.
  public let offset: Int
  /// What rows count through, the last one fastest.
  public let rowAxes: [Axis]
  /// What columns count through, the last one fastest.
  public let columnAxes: [Axis]
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// A matrix of some of a tensor's elements.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - offset: The element at row 0, column 0, counted as the tensor's strides do.
  ///   - rows: What rows count through; none means one row.
  ///   - columns: What columns count through; none means one column.
  /// - Precondition: Every element lies within the tensor.
  public init(_ tensor: StoredTensor, offset: Int = 0, rows: [Axis], columns: [Axis]) {
    self.tensor = tensor
    self.offset = offset
    rowAxes = rows
    columnAxes = columns
    self.rows = rows.reduce(1) { $0 * $1.length }
    self.columns = columns.reduce(1) { $0 * $1.length }
    let last = (rows + columns).reduce(offset) { $0 + ($1.length - 1) * $1.stride }
    precondition(
      self.rows * self.columns == 0 || (offset >= 0 && last <= tensor.lastElement),
      "elements \(offset) to \(last) of a tensor that ends at \(tensor.lastElement)")
  }

  /// The transpose of the same elements.
  public var transposed: TensorMatrix {
    TensorMatrix(tensor, offset: offset, rows: columnAxes, columns: rowAxes)
  }

  /// Reads a block and decodes it; exact but for integers beyond 2⁵³.
  ///
  /// - Parameters:
  ///   - rows: Rows of the block.
  ///   - columns: Columns of the block.
  ///   - target: Room for `rows.count * columns.count` elements, row-major.
  /// - Throws: ``CheckpointError`` where the bytes cannot be read or are not there any more, with code
  ///   `unsupported` for complex numbers and types below one byte.
  public func read(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) throws {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= self.rows && columns.lowerBound >= 0
        && columns.upperBound <= self.columns && target.count >= rows.count * columns.count,
      "rows \(rows), columns \(columns) of \(self.rows) x \(self.columns), room for \(target.count)"
    )
    guard let location = tensor.location, let type = tensor.elementType,
      let decoder = ElementDecoder(type)
    else {
      throw CheckpointError(
        .unsupported,
        "Tensor \(tensor.name) of type \(tensor.typeName) cannot be read as real numbers; leave it "
          + "out.")
    }
    guard let start = target.baseAddress, !rows.isEmpty, !columns.isEmpty else { return }
    let copy = ElementCopy.decoded(decoder, swaps: tensor.isBigEndian && type.bits > 8, start)
    for down in ElementGrid.boxes(rowAxes, rows, step: columns.count) {
      for across in ElementGrid.boxes(columnAxes, columns, step: 1) {
        try location.copy(
          ElementGrid(
            source: offset + down.source + across.source, target: down.target + across.target,
            axes: down.axes + across.axes),
          as: copy)
      }
    }
  }
}

extension StoredTensor {
  /// The number of the element with the largest indices, as the strides count; -1 for no elements.
  var lastElement: Int {
    count == 0 ? -1 : zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
  }
}
