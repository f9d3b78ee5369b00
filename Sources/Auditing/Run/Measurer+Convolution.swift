import Spectra
import Tensors

extension Measurer {
  /// The convolution as a linear map, from the singular values at every frequency.
  ///
  /// - Throws: What prevented reading.
  func convolution(
    _ layout: MatrixLayout, kernel: Grid, grid: Grid
  ) throws -> Measurement {
    let blocks = try source.blocks(0)
    let entries = try EntryStatistics(of: blocks)
    var result = Measurement(matrix: measured(entries, []))
    guard entries.isFinite, wantsValues else { return finished(result, entries, [], [], []) }
    do {
      let values = try convolutionOperatorSpectrum(
        kernel: try blocks.allElements(),
        shape: ConvolutionShape(
          outputs: layout.rowCount, inputs: layout.columnCount / kernel.count,
          height: kernel.height, width: kernel.width),
        grid: (height: grid.height, width: grid.width))
      result.driver = SpectrumDriver.frequency.rawValue
      result.effectiveType = effectiveType(of: entries)
      result.matrix = MeasuredMatrix(
        rows: planned.rows, columns: planned.columns, entries: entries, singularValues: values,
        frobeniusNorm: Double(grid.count).squareRoot() * entries.frobeniusNorm, storageFloor: nil)
    } catch let error as DecompositionError {
      result.status = .svdFailed
      result.notes.append("\(error)")
    }
    return result
  }
}
