import Checkpoints

/// A matrix made of elements of a stored tensor.
struct MatrixLayout: Hashable, Sendable {
  /// What the rows and columns of a matrix are in its tensor.
  enum Form: Hashable, Sendable {
    /// The first axis, and all others.
    case plane
    /// The second axis, and those behind it, at one index of the first.
    case slice
    /// The first two axes, and all others.
    case merged
    /// Anything else.
    case other
  }

  /// The element at row 0 and column 0, counted in elements of the tensor's storage.
  var offset: Int
  /// The axes that number the rows, the slowest first.
  var rows: [TensorMatrix.Axis]
  /// The axes that number the columns, the slowest first.
  var columns: [TensorMatrix.Axis]
  /// Where the matrix begins along each axis of the tensor.
  var start: [Int]
  /// What rows and columns are, before they were exchanged.
  var form: Form
  /// Whether rows and columns were exchanged.
  var isTransposed = false
  /// What the elements are multiplied by.
  var scale: MatrixScale?

  /// The number of rows, `m`.
  var rowCount: Int { rows.reduce(1) { $0 * $1.length } }
  /// The number of columns, `n`.
  var columnCount: Int { columns.reduce(1) { $0 * $1.length } }

  /// Rows and columns exchanged.
  var transposed: MatrixLayout {
    var result = self
    (result.rows, result.columns) = (columns, rows)
    result.isTransposed.toggle()
    return result
  }
}

/// A part of a tensor: the same axes, some of them shorter.
struct TensorPart: Hashable, Sendable {
  /// What part this is, such as `split 0` or `head 3`; empty for the whole.
  var label: String
  /// The first element, counted in elements of the tensor's storage.
  var offset: Int
  /// The axes.
  var axes: [TensorMatrix.Axis]
  /// Where the part begins along each axis of the tensor.
  var start: [Int]

  /// All of a tensor.
  init(_ tensor: StoredTensor) {
    label = ""
    offset = 0
    axes = zip(tensor.shape, tensor.strides).map { TensorMatrix.Axis(length: $0, stride: $1) }
    start = Array(repeating: 0, count: axes.count)
  }

  /// The parts along one axis.
  ///
  /// - Parameters:
  ///   - axis: The axis, within the rank.
  ///   - lengths: The lengths of the parts; their sum is that of the axis.
  ///   - name: What a part is called, before its number.
  /// - Returns: One part per length.
  func parts(along axis: Int, lengths: [Int], name: String) -> [TensorPart] {
    var position = 0
    return lengths.enumerated().map { index, length in
      var part = self
      part.label = Self.joined(label, "\(name) \(index)")
      part.offset += position * axes[axis].stride
      part.start[axis] += position
      part.axes[axis] = TensorMatrix.Axis(length: length, stride: axes[axis].stride)
      position += length
      return part
    }
  }

  /// The part at one index of the first axis, without that axis.
  func slice(_ index: Int) -> MatrixLayout {
    MatrixLayout(
      offset: offset + index * axes[0].stride, rows: [axes[1]], columns: Array(axes[2...]),
      start: [start[0] + index] + start[1...], form: .slice)
  }

  /// The first axis against all others.
  var plane: MatrixLayout {
    MatrixLayout(
      offset: offset, rows: [axes[0]], columns: Array(axes[1...]), start: start, form: .plane)
  }

  /// The first two axes against all others.
  var merged: MatrixLayout {
    MatrixLayout(
      offset: offset, rows: Array(axes[..<2]), columns: Array(axes[2...]), start: start,
      form: .merged)
  }

  /// The first two axes exchanged.
  var withOutputsFirst: TensorPart {
    var result = self
    result.axes.swapAt(0, 1)
    return result
  }

  static func joined(_ first: String, _ second: String) -> String {
    first.isEmpty ? second : second.isEmpty ? first : "\(first) \(second)"
  }
}
