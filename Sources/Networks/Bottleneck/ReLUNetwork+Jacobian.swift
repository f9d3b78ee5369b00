public import Tensors

extension ReLUNetwork {
  /// Which hidden units are active around a point, layer by layer.
  typealias Pattern = [Bool]

  /// The derivative at a point, from the pattern of active units, shape `(outputs, inputs)`.
  ///
  /// - Parameters:
  ///   - x: A point of ``inputs`` entries.
  ///   - tolerance: A unit with a pre-activation of at most this size counts as standing on its kink,
  ///     unless it is constant around the point.
  /// - Returns: `J f(x)`, or nil where a unit stands on its kink or `x` is not finite.
  public func jacobian(at x: [Double], tolerance: Double = 1e-9) -> Matrix<Double>? {
    pattern(at: x, tolerance: tolerance).map { derivative(of: $0).jacobian }
  }

  /// The pattern around a point, or nil where a unit stands on its kink.
  func pattern(at x: [Double], tolerance: Double) -> Pattern? {
    precondition(x.count == inputs, "a point of \(x.count) entries for \(inputs) inputs")
    guard x.allSatisfy(\.isFinite) else { return nil }
    var pattern: Pattern = []
    var a = x
    for (index, layer) in hidden.enumerated() {
      let values = layer(a)
      let near = values.indices.filter { values[$0].magnitude <= tolerance }
      guard near.isEmpty || areConstant(near, inLayer: index, after: pattern) else { return nil }
      pattern += values.map { $0 > 0 }
      a = values.map { max($0, 0) }
    }
    return pattern
  }

  /// Whether units do not depend on the input, given which units before them are active.
  private func areConstant(_ units: [Int], inLayer index: Int, after pattern: Pattern) -> Bool {
    let slopes = chain(pattern, layers: index + 1).reduced
    return units.allSatisfy { unit in slopes.row(unit).allSatisfy { $0 == 0 } }
  }

  /// The derivative in the region of a pattern, and how accurate its singular values are.
  func derivative(of pattern: Pattern) -> (jacobian: Matrix<Double>, resolution: Double) {
    let chain = chain(pattern, layers: layers.count)
    // Rounding in a product of matrices, entry by entry, is below (terms) eps prod |W_j|_F.
    let terms = layers.reduce(0) { $0 + $1.inputs }
    return (chain.reduced, Double(terms) * .ulpOfOne * chain.norm)
  }

  /// `W_n D_{n-1} ⋯ D_1 W_1` over the first layers, and the product of the norms of its factors.
  private func chain(
    _ pattern: Pattern, layers count: Int
  ) -> (reduced: Matrix<Double>, norm: Double) {
    var product = first.weight
    var norm = first.weight.frobeniusNorm
    var offset = 0
    for layer in layers[1..<count] {
      for row in 0..<product.rows where !pattern[offset + row] {
        for column in 0..<product.columns { product[row, column] = 0 }
      }
      offset += product.rows
      product = layer.weight.times(product)
      norm *= layer.weight.frobeniusNorm
    }
    return (product, norm)
  }
}
