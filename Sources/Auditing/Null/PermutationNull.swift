public import Checkpoints
public import Randomness
public import Tensors

/// The null model of an audit: the entries of a matrix at uniformly random places.
///
/// The permutation hangs on the seed and the name of the matrix alone, so neither order nor threads
/// change it. One decoded copy of the matrix is in memory at a time.
///
/// - Source: specification of the audit, section 3.6.
public enum PermutationNull {
  /// What the copy is kept as.
  public enum Precision: Sendable, Hashable {
    /// Single precision, 4 bytes for each entry.
    case single
    /// Double precision, 8 bytes for each entry.
    case double

    /// What holds every element of a stored type exactly.
    ///
    /// - Parameters:
    ///   - type: The type of the stored elements.
    ///   - isScaled: Whether the entries are elements times scales.
    public init(for type: ElementType, isScaled: Bool = false) {
      switch type {
      case .float32, .float16, .bfloat16, .float8E4M3, .float8E5M2, .float8E4M3FNUZ,
        .float8E5M2FNUZ, .int8, .uint8, .int16, .uint16, .bool:
        self = isScaled ? .double : .single
      default: self = .double
      }
    }

    /// The bytes of one entry.
    public var bytes: Int { self == .single ? 4 : 8 }
  }

  /// The bytes that the copy of a matrix takes beside the spectrum's own memory, scratch included.
  public static func memory(rows: Int, columns: Int, precision: Precision) -> Int {
    let copy = rows * columns * precision.bytes
    return copy + copy / 128 + piece * 8
  }

  /// The matrix with its entries permuted.
  ///
  /// - Parameters:
  ///   - blocks: The matrix, `(m, n)`; finite.
  ///   - precision: What the copy is kept as; a single one rounds.
  ///   - path: The seed path of the permutation, such as
  ///     `SeedPath/audit(_:of:seed:)` with the replicate appended.
  /// - Returns: Another matrix of the same shape and entries.
  /// - Throws: What prevented reading.
  /// - Complexity: O(m n); *measured* 4 ns for each entry, reading not counted.
  public static func matrix(
    permuting blocks: some MatrixBlocks, precision: Precision, path: SeedPath
  ) throws -> any MatrixBlocks {
    let (m, n) = (blocks.rows, blocks.columns)
    let entries: PermutedMatrix.Entries =
      switch precision {
      case .single:
        .singles(try Shuffle.singles(count: m * n, path: path) { try read(blocks, $0) })
      case .double:
        .doubles(try Shuffle.doubles(count: m * n, path: path) { try read(blocks, $0) })
      }
    return PermutedMatrix(rows: m, columns: n, entries: entries)
  }

  /// How many entries are read at once.
  private static let piece = 1 << 17

  /// Hands the entries over, row-major.
  private static func read(
    _ blocks: some MatrixBlocks, _ hand: (UnsafeBufferPointer<Double>) -> Void
  ) throws {
    let (m, n) = (blocks.rows, blocks.columns)
    guard m > 0, n > 0 else { return }
    let width = min(n, piece)
    let height = max(1, piece / n)
    let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: min(m, height) * width)
    defer { buffer.deallocate() }
    for row in stride(from: 0, to: m, by: height) {
      let rows = row..<min(m, row + height)
      for column in stride(from: 0, to: n, by: width) {
        let columns = column..<min(n, column + width)
        let target = UnsafeMutableBufferPointer(rebasing: buffer[..<(rows.count * columns.count)])
        try blocks.read(rows: rows, columns: columns, into: target)
        hand(UnsafeBufferPointer(target))
      }
    }
  }
}

/// A dense matrix whose entries are kept in either precision.
private struct PermutedMatrix: MatrixBlocks {
  enum Entries {
    case singles([Float])
    case doubles([Double])
  }

  let rows: Int
  let columns: Int
  let entries: Entries

  func read(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) {
    guard var to = target.baseAddress else { return }
    for row in rows {
      let place =
        (row * self.columns + columns.lowerBound)..<(row * self.columns + columns.upperBound)
      switch entries {
      case .singles(let values):
        values[place].withUnsafeBufferPointer { source in
          for i in source.indices { to[i] = Double(source[i]) }
        }
      case .doubles(let values):
        values[place].withUnsafeBufferPointer { source in
          if let from = source.baseAddress { to.update(from: from, count: source.count) }
        }
      }
      to += columns.count
    }
  }
}
