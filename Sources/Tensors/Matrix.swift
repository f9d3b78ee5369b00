public import Randomness

/// A dense matrix with value semantics.
///
/// Storage: row-major, 64-byte aligned, copied on the first write after sharing. Element `(i, j)` is
/// at offset `i * columns + j`.
///
/// The members are inlinable so that callers in other modules work on `Float` or `Double` and not on
/// an unknown scalar, which is a hundred times slower.
public struct Matrix<Scalar: MatrixScalar>: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  @usableFromInline var storage: AlignedStorage<Scalar>

  @inlinable init(_ rows: Int, _ columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    storage = AlignedStorage(count: rows * columns)
  }

  /// A matrix with one value everywhere.
  @inlinable public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(rows, columns)
    storage.buffer.initialize(repeating: value)
  }

  /// A matrix of given elements.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - elements: Row-major; as many as `rows * columns`.
  @inlinable public init(rows: Int, columns: Int, elements: [Scalar]) {
    precondition(
      elements.count == rows * columns, "\(elements.count) elements for \(rows) x \(columns)")
    self.init(rows, columns)
    _ = storage.buffer.initialize(from: elements)
  }

  /// A matrix of given rows, all of one length.
  @inlinable public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "rows of different lengths")
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap(\.self))
  }

  /// A matrix whose elements `body` writes, all of them, row-major.
  @inlinable public init(
    rows: Int, columns: Int,
    initializingWith body: (UnsafeMutableBufferPointer<Scalar>) throws -> Void
  ) rethrows {
    self.init(rows, columns)
    try body(storage.buffer)
  }

  /// A matrix of independent draws.
  @inlinable public init(
    rows: Int, columns: Int, from distribution: Distribution, using stream: inout RandomStream
  ) {
    self.init(rows, columns)
    Scalar._fill(storage.buffer, from: distribution, using: &stream)
  }

  /// The identity of size `n`.
  @inlinable public static func identity(_ n: Int) -> Matrix {
    diagonal(Array(repeating: 1, count: n))
  }

  /// The square matrix with `values` on its diagonal.
  @inlinable public static func diagonal(_ values: [Scalar]) -> Matrix {
    var result = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The element in `row` and `column`.
  @inlinable public subscript(row: Int, column: Int) -> Scalar {
    get {
      checkIndex(row, column)
      return storage.base[row * columns + column]
    }
    set {
      checkIndex(row, column)
      makeUnique()
      storage.base[row * columns + column] = newValue
    }
  }

  @inlinable func checkIndex(_ row: Int, _ column: Int) {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "element (\(row), \(column)) of a matrix of \(rows) x \(columns)")
  }

  @inlinable mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copied() }
  }

  /// All elements, row-major.
  @inlinable public var elements: [Scalar] { Array(storage.buffer) }

  /// One row.
  @inlinable public func row(_ index: Int) -> [Scalar] {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    return Array(storage.buffer[index * columns..<(index + 1) * columns])
  }

  /// Reads the elements in place, row-major.
  @inlinable public func withUnsafeBufferPointer<R>(
    _ body: (UnsafeBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    try body(UnsafeBufferPointer(storage.buffer))
  }

  /// Reads or writes the elements in place, row-major.
  @inlinable public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    makeUnique()
    return try body(storage.buffer)
  }

  /// A window onto the matrix, without a copy.
  @inlinable public subscript(rows: Range<Int>, columns: Range<Int>) -> MatrixView<Scalar> {
    MatrixView(storage, in: self, rows: rows, columns: columns)
  }
}

extension Matrix: Equatable {
  /// Equal shapes and elements; NaN equals nothing.
  @inlinable public static func == (left: Matrix, right: Matrix) -> Bool {
    left.rows == right.rows && left.columns == right.columns
      && left.storage.buffer.elementsEqual(right.storage.buffer)
  }
}
