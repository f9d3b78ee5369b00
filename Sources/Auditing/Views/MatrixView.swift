/// One matrix that a tensor is seen as, and so one row of an audit.
struct MatrixView: Hashable, Sendable {
  /// The name of the view, such as `conv.reshape` or `stack[3]`.
  var name: String
  /// The part of the tensor; empty for all of it.
  var part: String
  /// The matrix.
  var content: MatrixContent
  /// Findings, such as `unusualRank`.
  var notes: [String] = []
}

/// What the singular values of a row belong to.
enum MatrixContent: Hashable, Sendable {
  /// One matrix.
  case matrix(MatrixLayout)
  /// Several matrices of one shape; their singular values together.
  case pooled([MatrixLayout])
  /// The circular convolution with a kernel, whose layout has the outputs as rows.
  case convolution(MatrixLayout, kernel: Grid, grid: Grid)
  /// The product of two factors.
  case product(LoraPair)
}

/// Two lengths.
struct Grid: Hashable, Sendable {
  /// Rows.
  var height: Int
  /// Columns.
  var width: Int

  /// The number of points.
  var count: Int { height * width }
}

extension MatrixContent {
  /// `m` and `n` of one matrix, and how many matrices there are.
  var dimensions: (rows: Int, columns: Int, count: Int) {
    switch self {
    case .matrix(let layout): (layout.rowCount, layout.columnCount, 1)
    case .pooled(let layouts):
      (layouts.first?.rowCount ?? 0, layouts.first?.columnCount ?? 0, layouts.count)
    case .convolution(let layout, let kernel, let grid):
      (layout.rowCount, layout.columnCount / kernel.count, grid.count)
    case .product(let pair): (pair.rows, pair.columns, 1)
    }
  }

  /// The layouts within the row's own tensor.
  var layouts: [MatrixLayout] {
    switch self {
    case .matrix(let layout), .convolution(let layout, _, _): [layout]
    case .pooled(let layouts): layouts
    case .product: []
    }
  }

  /// Rows and columns exchanged; a convolution and a product stay, their singular values too.
  var transposed: MatrixContent {
    switch self {
    case .matrix(let layout): .matrix(layout.transposed)
    case .pooled(let layouts): .pooled(layouts.map(\.transposed))
    case .convolution, .product: self
    }
  }

  /// The same, its elements multiplied by what `scale` has for each layout.
  func scaled(by scale: (MatrixLayout) -> MatrixScale?) -> MatrixContent? {
    func applied(_ layout: MatrixLayout) -> MatrixLayout? {
      scale(layout).map { factor in
        var layout = layout
        layout.scale = factor
        return layout
      }
    }
    switch self {
    case .matrix(let layout): return applied(layout).map { .matrix($0) }
    case .pooled(let layouts):
      let all = layouts.compactMap(applied)
      return all.count == layouts.count ? .pooled(all) : nil
    case .convolution(let layout, let kernel, let grid):
      return applied(layout).map { .convolution($0, kernel: kernel, grid: grid) }
    case .product: return nil
    }
  }
}
