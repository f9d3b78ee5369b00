import Spectra
import Tensors

extension Measurer {
  /// The product of two factors, which is never formed.
  ///
  /// - Throws: What prevented reading.
  func product() throws -> Measurement {
    let factors = try source.factors()
    let statistics = try factors.both.map { try EntryStatistics(of: $0) }
    var result = Measurement(matrix: product([]))
    if let place = statistics.firstIndex(where: { !$0.isFinite }) {
      result.status = .nonfinite
      result.notes.append(
        "factor \(place == 0 ? "B" : "A") "
          + Self.note(on: statistics[place], columns: factors.both[place].columns))
      return result
    }
    if factors.hasUnknownScale { result.notes.append("unknownLoraScale") }
    guard wantsValues || analysis.selection.needsNorm else { return result }
    do {
      let values = try productSpectrum(
        left: try Matrix(reading: factors.left), right: try Matrix(reading: factors.right),
        scale: factors.scale)
      result.driver = SpectrumDriver.lowRankProduct.rawValue
      result.matrix = product(values)
    } catch let error as DecompositionError {
      result.status = .svdFailed
      result.notes.append("\(error)")
    }
    return result
  }

  private func product(_ values: [Double]) -> MeasuredMatrix {
    let largest = values.first ?? 0
    let squares = largest > 0 ? values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } : 0
    return MeasuredMatrix(
      rows: planned.rows, columns: planned.columns, entries: nil, singularValues: values,
      isComplete: !values.isEmpty, frobeniusNorm: largest * squares.squareRoot(),
      storageFloor: nil)
  }
}
