/// What the elements of a matrix of quantised numbers are multiplied by: one number per block.
///
/// The factor of row `r` and column `c`, both counted in the tensor, is the element
/// `first + r / rowBlock * gridColumns + c / columnBlock` of the tensor of scales.
struct MatrixScale: Hashable, Sendable {
  /// The position of the tensor of scales among the tensors of the checkpoint.
  var tensor: Int
  /// The form, `scalar`, `rows` or `block128`.
  var label: String
  /// The element of the first block.
  var first: Int
  /// The number of blocks beside each other.
  var gridColumns: Int
  /// The rows of a block.
  var rowBlock: Int
  /// The columns of a block.
  var columnBlock: Int
  /// The row of the tensor at which the matrix begins.
  var rowStart: Int
  /// The column of the tensor at which the matrix begins.
  var columnStart: Int
  /// Whether the rows of the matrix are columns of the tensor.
  var isTransposed: Bool

  /// The names of the tensors that may hold the scales of a tensor, the likeliest first.
  static func names(for name: String) -> [String] { ["\(name)_scale_inv", "\(name)_scale"] }

  /// The scale of a matrix, nil where the shapes do not fit.
  ///
  /// - Parameters:
  ///   - layout: The matrix.
  ///   - shape: The shape of its tensor; rank ≥ 2.
  ///   - tensor: The position of the tensor of scales.
  ///   - scaleShape: Its shape: one element; one per row; `⌈m/b⌉ × ⌈n/b⌉` for one whole `b`. Stacks
  ///     have one more axis in front, or one number per matrix.
  init?(of layout: MatrixLayout, in shape: [Int], tensor: Int, scaleShape: [Int]) {
    self.tensor = tensor
    isTransposed = layout.isTransposed
    rowStart = layout.start[0]
    columnStart = shape.count == 2 ? layout.start[1] : 0
    let isWide = shape.count > 2 && layout.start[1...].contains { $0 != 0 }
    let fields: Blocks?
    first = 0
    switch layout.form {
    case _ where scaleShape.allSatisfy { $0 == 1 }: fields = Blocks.scalar
    case .plane where !isWide:
      fields = Blocks(rows: shape[0], columns: shape[1...].reduce(1, *), grid: scaleShape)
    case .slice where scaleShape.first == shape[0]:
      let grid = Array(scaleShape.dropFirst())
      fields = Blocks(rows: shape[1], columns: shape[2...].reduce(1, *), grid: grid)
      first = layout.start[0] * grid.reduce(1, *)
      (rowStart, columnStart) = (layout.start[1], layout.start[2])
      if shape.count > 3, layout.start[2...].contains(where: { $0 != 0 }) { return nil }
    case .merged where scaleShape.first == shape[0] && !isWide:
      let grid = Array(scaleShape.dropFirst())
      guard
        var blocks = Blocks(rows: shape[1], columns: shape[2...].reduce(1, *), grid: grid),
        blocks.rowBlock == .max || shape[1] % blocks.rowBlock == 0
      else { return nil }
      blocks.rowBlock = min(blocks.rowBlock, shape[1])
      rowStart = layout.start[0] * shape[1]
      fields = blocks
    default: fields = nil
    }
    guard let fields else { return nil }
    (label, gridColumns) = (fields.label, fields.gridColumns)
    (rowBlock, columnBlock) = (fields.rowBlock, fields.columnBlock)
  }

  /// The factors of a run of elements of one row.
  ///
  /// - Parameters:
  ///   - row: The row of the matrix.
  ///   - columns: Columns of the matrix.
  ///   - values: The tensor of scales, row-major.
  ///   - target: The elements, multiplied in place.
  func apply(
    row: Int, columns: Range<Int>, values: [Double], to target: UnsafeMutablePointer<Double>
  ) {
    var column = columns.lowerBound
    while column < columns.upperBound {
      let (r, c) = isTransposed ? (column, row) : (row, column)
      let (tensorRow, tensorColumn) = (r + rowStart, c + columnStart)
      let factor = values[first + tensorRow / rowBlock * gridColumns + tensorColumn / columnBlock]
      let (block, position) =
        isTransposed ? (rowBlock, tensorRow) : (columnBlock, tensorColumn)
      let left = columns.upperBound - column
      let run = block == .max ? left : min(left, block - position % block)
      for offset in (column - columns.lowerBound)..<(column - columns.lowerBound + run) {
        target[offset] *= factor
      }
      column += run
    }
  }
}

/// How the scales of one matrix are laid out.
private struct Blocks {
  var label: String
  var gridColumns: Int
  var rowBlock: Int
  var columnBlock: Int

  static let scalar = Blocks(
    label: "scalar", gridColumns: 0, rowBlock: .max, columnBlock: .max)

  init(label: String, gridColumns: Int, rowBlock: Int, columnBlock: Int) {
    self.label = label
    self.gridColumns = gridColumns
    self.rowBlock = rowBlock
    self.columnBlock = columnBlock
  }

  /// The layout for an `m × n` matrix; nil where the shape of the scales fits none.
  init?(rows m: Int, columns n: Int, grid: [Int]) {
    if grid.allSatisfy({ $0 == 1 }) {
      self = .scalar
    } else if grid.count <= 2, grid[0] == m, grid.dropFirst().allSatisfy({ $0 == 1 }), m > 0 {
      self.init(label: "rows", gridColumns: 1, rowBlock: 1, columnBlock: .max)
    } else if grid.count == 2, let block = Self.block(m, n, grid) {
      self.init(label: "block\(block)", gridColumns: grid[1], rowBlock: block, columnBlock: block)
    } else {
      return nil
    }
  }

  /// The `b` with `⌈m/b⌉` and `⌈n/b⌉` blocks: 128 where it fits, else a power of two, else the
  /// smallest.
  private static func block(_ m: Int, _ n: Int, _ grid: [Int]) -> Int? {
    guard m > 0, n > 0, grid[0] > 0, grid[1] > 0 else { return nil }
    func fits(_ b: Int) -> Bool { (m + b - 1) / b == grid[0] && (n + b - 1) / b == grid[1] }
    let powers = (0..<32).map { 1 << $0 }
    if let block = ([128] + powers).first(where: fits) { return block }
    // ⌈m/b⌉ = p for b in ⌈m/p⌉ ..< ⌈m/(p − 1)⌉, so the larger lower end is the smallest candidate.
    let smallest = max((m + grid[0] - 1) / grid[0], (n + grid[1] - 1) / grid[1])
    return fits(smallest) ? smallest : nil
  }
}
