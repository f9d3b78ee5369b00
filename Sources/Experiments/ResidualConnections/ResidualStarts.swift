import Randomness
import Spectra
import Tensors

/// Linear networks at their initialisation, entries N(0, 1/n): effective ranks and output variances.
///
/// The products of one draw are nested over depth, and all connections share its factors.
public struct ResidualStarts: Codable, Hashable, Sendable {
  /// `ρ(W)`; one list per connection of ``ResidualReference/connections``, within it one per depth of
  /// ``ResidualReference/depths``, within it one value per network.
  public let entropies: [[[Double]]]
  /// `‖W‖²_F/n`, the output variance of the residual network of unit gain for inputs N(0, I); one list
  /// per depth, one value per network.
  public let variances: [[Double]]

  /// Draws networks.
  init(networks: Int, width: Int, stream: inout RandomStream) throws(DecompositionError) {
    let connections = ResidualReference.connections
    let depths = ResidualReference.depths
    var products = connections.map { _ in depths.map { _ in [Double]() } }
    var variances = depths.map { _ in [Double]() }
    for _ in 0..<networks {
      var partial = connections.map { _ in Matrix<Double>.identity(width) }
      for depth in 1...(depths.last ?? 1) {
        let factor = Matrix<Double>(
          rows: width, columns: width,
          from: .normal(mean: 0, standardDeviation: (1 / Double(width)).squareRoot()),
          using: &stream)
        for (index, connection) in connections.enumerated() {
          partial[index] = connection.layer(factor).times(partial[index])
        }
        guard let place = depths.firstIndex(of: depth) else { continue }
        for index in connections.indices { products[index][place] += partial[index].elements }
        let norm = partial[ResidualReference.unitGain].frobeniusNorm
        variances[place].append(norm * norm / Double(width))
      }
    }
    self.variances = variances
    var entropies: [[[Double]]] = []
    for elements in products {
      var rows: [[Double]] = []
      for elements in elements { rows.append(try spectralEntropies(elements, width: width)) }
      entropies.append(rows)
    }
    self.entropies = entropies
  }
}

/// The spectral entropies of square matrices that stand one after the other.
private func spectralEntropies(
  _ elements: [Double], width: Int
) throws(DecompositionError) -> [Double] {
  let count = elements.count / (width * width)
  let batch = MatrixBatch<Double>(count: count, rows: width, columns: width) { target in
    _ = target.update(fromContentsOf: elements)
  }
  let spectra = try singularValues(ofEach: batch)
  return (0..<spectra.rows).map { RankMeasures.spectralEntropy(spectra.row($0)) }
}
