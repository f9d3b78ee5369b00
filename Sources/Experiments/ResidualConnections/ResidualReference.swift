import Tensors

/// The reference at initialisation: mean `ρ(W)` of linear networks of width 32.
///
/// - Source: specification of the experiments, section 4.16, 2000 draws.
enum ResidualReference {
  /// How a layer acts at the start.
  enum Connection: Hashable, Sendable {
    /// `W`.
    case plain
    /// `I + gain · W`.
    case residual(gain: Double)

    /// The matrix of the layer.
    func layer(_ factor: Matrix<Double>) -> Matrix<Double> {
      switch self {
      case .plain: return factor
      case .residual(let gain):
        var layer = gain * factor
        for i in 0..<layer.rows { layer[i, i] += 1 }
        return layer
      }
    }

    /// How it is written in titles and ids.
    var title: String {
      switch self {
      case .plain: "plain"
      case .residual(let gain): "residual, gain \(gain)"
      }
    }

    /// How it is written in ids.
    var id: String {
      switch self {
      case .plain: "plain"
      case .residual(let gain): "residual-gain-\(gain)"
      }
    }
  }

  /// The columns of the table.
  static let connections: [Connection] = [
    .plain, .residual(gain: 1), .residual(gain: 0.3), .residual(gain: 0.1),
  ]
  /// The place of the residual network of unit gain among ``connections``.
  static let unitGain = 1
  /// The rows of the table.
  static let depths = [1, 2, 4, 8, 16, 32]
  /// The width of the networks.
  static let width = 32
  /// The number of draws behind each mean.
  static let draws = 2000.0
  /// One list per connection, one mean per depth.
  static let means = [
    [3.242, 3.053, 2.750, 2.325, 1.800, 1.230],
    [3.300, 3.153, 2.903, 2.528, 2.035, 1.470],
    [3.443, 3.421, 3.376, 3.286, 3.109, 2.786],
    [3.463, 3.461, 3.455, 3.445, 3.424, 3.383],
  ]
}
