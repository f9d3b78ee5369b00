import Checkpoints
import Spectra

extension Measurer {
  /// The spectra of the slices of a convolution, which WeightWatcher looks at whatever the view of the
  /// row is; nil for other matrices.
  func sliceSpectra() throws -> SliceSpectra? {
    let layouts: [MatrixLayout]
    switch planned.content {
    case .pooled(let slices): layouts = slices
    case .matrix(let layout) where planned.identity.view == WeightWatcher.reshapedKernel:
      layouts = (layout.isTransposed ? layout.transposed : layout).slices
    default: return nil
    }
    guard let first = layouts.first else { return nil }
    let values = try layouts.map { layout in
      try StreamedSpectrum(
        of: try analysis.reader.blocks(layout, of: planned.tensor), route: analysis.route
      ).singularValues
    }
    return SliceSpectra(rows: first.rowCount, columns: first.columnCount, values: values)
  }
}

extension MatrixLayout {
  /// The matrices `K[:, :, u, v]` of a kernel whose columns are input channels and positions.
  fileprivate var slices: [MatrixLayout] {
    var offsets = [0]
    for axis in columns.dropFirst() {
      offsets = offsets.flatMap { start in (0..<axis.length).map { start + $0 * axis.stride } }
    }
    return offsets.map { offset in
      var slice = self
      slice.offset += offset
      slice.columns = Array(columns.prefix(1))
      return slice
    }
  }
}
