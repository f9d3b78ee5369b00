public import Randomness
import Spectra
public import Tensors

/// How the weights of a network begin; biases begin at 0, batch normalisation at the identity.
public enum Initialization: Hashable, Sendable, Codable {
  /// Variance `gain²/fanIn`, the gain that of the function which follows the weight, 1 for none.
  ///
  /// With the sine this is `U(±√(6/fanIn))`.
  ///
  /// - Source: K. He et al., arXiv 1502.01852, equation 10.
  case kaiming(WeightDistribution)
  /// Variance `2/(fanIn + fanOut)`.
  ///
  /// - Source: X. Glorot, Y. Bengio, AISTATS 2010, equation 12.
  case xavier(WeightDistribution)
  /// A fixed variance.
  case variance(Double, WeightDistribution)
  /// Rows or columns orthonormal and uniformly distributed, times `gain`.
  ///
  /// - Source: A. Saxe et al., arXiv 1312.6120; the distribution by F. Mezzadri, math-ph/0609050.
  case orthogonal(gain: Double)
  /// The first weight uniform in `±1/fanIn`, the others in `±√(6/fanIn)/ω`, with the `ω` of the sine
  /// that follows the weight, 1 for none.
  ///
  /// - Source: V. Sitzmann et al., arXiv 2006.09661, section 3.2.
  case siren
  /// The effective weight is a product of `factors` Gaussian matrices, scaled to `‖W‖²_F` = outputs,
  /// and split into balanced factors; for affine chains of dense layers only.
  case lowRank(factors: Int)
}

extension Architecture {
  /// Parameters at the start of a training.
  ///
  /// - Parameters:
  ///   - initialization: How the weights begin.
  ///   - stream: Where the draws come from, weight after weight.
  ///   - scalar: The scalar of the result; draws are made in it.
  /// - Returns: Shape `(1, layout.count)`.
  /// - Throws: ``NetworkError`` with code `notAChain` for a low-rank start of anything but a chain of
  ///   dense layers, or the error of ``balancedFactors(of:depth:width:)``.
  public func parameters<Scalar: MatrixScalar>(
    _ initialization: Initialization, stream: inout RandomStream,
    as scalar: Scalar.Type = Scalar.self
  ) throws -> Matrix<Scalar> {
    if case .lowRank(let factors) = initialization {
      return try parameters(representing: lowRankWeight(factors: factors, stream: &stream))
    }
    var parameters = Matrix<Scalar>(rows: 1, columns: layout.count)
    var isFirst = true
    for entry in layout.entries {
      switch entry.role {
      case .weight(let next):
        let (fanOut, fanIn) = (entry.shape[0], entry.shape[1])
        switch initialization {
        case .orthogonal(let gain):
          let weight = try orthogonal(rows: fanOut, columns: fanIn, stream: &stream)
          parameters.replace(entry.range, with: weight.map { $0 * gain }.elements)
        case .kaiming, .xavier, .variance, .siren, .lowRank:
          let law = initialization.law(
            fanIn: fanIn, fanOut: fanOut, next: next, isFirst: isFirst)
          parameters.withUnsafeMutableBufferPointer { buffer in
            Scalar._fill(
              UnsafeMutableBufferPointer(rebasing: buffer[entry.range]), from: law, using: &stream)
          }
        }
        isFirst = false
      case .scale, .runningVariance:
        parameters.replace(entry.range, with: [Double](repeating: 1, count: entry.range.count))
      case .bias, .shift, .runningMean: break
      }
    }
    return parameters
  }

  /// Balanced parameters of a chain of dense layers whose effective weight is `weight`.
  ///
  /// - Parameters:
  ///   - weight: Shape `(outputs, inputs)`, of a rank that every layer can pass on.
  ///   - scalar: The scalar of the result.
  /// - Returns: Shape `(1, layout.count)`; biases are 0.
  /// - Throws: ``NetworkError`` if the layers are no chain of dense layers of one inner width, or the
  ///   rank exceeds that width; the error of the decomposition if `weight` is not finite.
  public func parameters<Scalar: MatrixScalar>(
    representing weight: Matrix<Double>, as scalar: Scalar.Type = Scalar.self
  ) throws -> Matrix<Scalar> {
    let weights = layout.weights
    let isChain = layers.allSatisfy { layer in
      if case .dense = layer { true } else { layer == .activation(.linear) }
    }
    let inner = Set(weights.dropLast().map { $0.shape[0] })
    guard isChain, inner.count <= 1 else {
      throw NetworkError(
        .notAChain,
        "Only a chain of dense layers of one width, without activations, can be split from an "
          + "effective weight; this network is another.")
    }
    guard weight.rows == outputs, weight.columns == inputs else {
      throw NetworkError(
        .shapeMismatch,
        "An effective weight of \(weight.rows) x \(weight.columns) for a network with \(inputs) "
          + "inputs and \(outputs) outputs.")
    }
    let factors = try balancedFactors(
      of: weight, depth: weights.count, width: inner.first ?? inputs)
    var parameters = Matrix<Scalar>(rows: 1, columns: layout.count)
    for (entry, factor) in zip(weights, factors) {
      parameters.replace(entry.range, with: factor.elements)
    }
    return parameters
  }

  private func lowRankWeight(
    factors: Int, stream: inout RandomStream
  ) throws(NetworkError) -> Matrix<Double> {
    guard factors >= 1, inputs == outputs else {
      throw NetworkError(
        .notAChain,
        "A low-rank start multiplies \(factors) square matrices: it needs at least one, and as many "
          + "outputs as inputs, not \(outputs) and \(inputs).")
    }
    let products = effectiveWeights(
      ofNetworks: 1, depth: factors, width: inputs, stream: &stream, as: Double.self)
    let product = products[0]
    let scale = Double(outputs).squareRoot() / product.frobeniusNorm
    return product.map { $0 * scale }
  }
}

extension Initialization {
  /// The distribution of independent entries.
  fileprivate func law(
    fanIn: Int, fanOut: Int, next: Activation?, isFirst: Bool
  ) -> Distribution {
    switch self {
    case .kaiming(let shape):
      let gain = next?.gain ?? 1
      return shape.distribution(variance: gain * gain / Double(fanIn))
    case .xavier(let shape): return shape.distribution(variance: 2 / Double(fanIn + fanOut))
    case .variance(let variance, let shape): return shape.distribution(variance: variance)
    case .siren:
      let omega = if case .sine(let omega) = next { omega } else { 1.0 }
      let bound = isFirst ? 1 / Double(fanIn) : (6 / Double(fanIn)).squareRoot() / omega
      return .uniform(-bound...bound)
    case .orthogonal, .lowRank:
      preconditionFailure("\(self) has no independent entries")
    }
  }
}

/// A matrix with orthonormal columns (or rows, where there are fewer rows), uniformly distributed.
///
/// The QR decomposition of a Gaussian matrix with the signs of R's diagonal moved into Q.
private func orthogonal(
  rows: Int, columns: Int, stream: inout RandomStream
) throws -> Matrix<Double> {
  let tall = Matrix<Double>(
    rows: max(rows, columns), columns: min(rows, columns),
    from: .normal(mean: 0, standardDeviation: 1), using: &stream)
  let decomposition = try QRDecomposition(tall)
  var q = decomposition.q
  for column in 0..<q.columns where decomposition.r[column, column] < 0 {
    for row in 0..<q.rows { q[row, column].negate() }
  }
  return rows >= columns ? q : q.transposed
}

extension Matrix {
  /// Overwrites a range of the elements.
  fileprivate mutating func replace(_ range: Range<Int>, with values: [Double]) {
    withUnsafeMutableBufferPointer { buffer in
      for (index, value) in zip(range, values) { buffer[index] = Scalar(value) }
    }
  }
}
