public import Spectra
public import Tensors
public import Theory

/// What no residual network that computes `f` can cost less than, proved at one point.
public struct JacobianCertificate: Sendable, Equatable {
  /// `Σ φ_L(σ_i(J f(x)))`; 0 where the map is constant at every point looked at.
  public let cost: Double
  /// The point `x`.
  public let point: [Double]
  /// `σ_i(J f(x))`, descending; values that rounding cannot tell from zero are zero.
  public let singularValues: [Double]
}

/// The singular values of a piecewise affine map's derivatives, one set per affine piece that was met.
///
/// They give a lower bound of the cost, ``certificate(_:)``, and the Jacobian rank from below.
public struct JacobianSpectra: Sendable {
  /// An affine piece.
  public struct Piece: Sendable {
    /// A point inside, the first that was met.
    public let point: [Double]
    /// `σ_i(J f)` as decomposed, descending.
    public let singularValues: [Double]
    /// Singular values up to here may be rounding alone.
    public let resolution: Double

    /// The singular values, those within the resolution set to zero.
    public var resolvedValues: [Double] { singularValues.map { $0 > resolution ? $0 : 0 } }
  }

  /// The pieces in the order in which they were met.
  public let pieces: [Piece]
  /// Points left out: a unit stood on its kink, or an entry was not finite.
  public let skipped: Int

  /// Looks at a map around many points.
  ///
  /// - Parameters:
  ///   - map: `f`.
  ///   - points: One per row, shape `(N, inputs)`; inside the domain on which `f` matters, since a
  ///     network may differ from it elsewhere.
  ///   - tolerance: See ``ReLUNetwork/jacobian(at:tolerance:)``.
  /// - Throws: `DecompositionError` where a product of the weights overflows.
  public init(
    of map: ReLUNetwork, at points: Matrix<Double>, tolerance: Double = 1e-9
  ) throws(DecompositionError) {
    var seen: Set<ReLUNetwork.Pattern> = []
    var pieces: [Piece] = []
    var skipped = 0
    for row in 0..<points.rows {
      let point = points.row(row)
      guard let pattern = map.pattern(at: point, tolerance: tolerance) else {
        skipped += 1
        continue
      }
      guard seen.insert(pattern).inserted else { continue }
      let (jacobian, resolution) = map.derivative(of: pattern)
      // The Gram matrix would be less accurate than the resolution says.
      let values = try Spectra.singularValues(of: jacobian, route: .direct).values
      pieces.append(Piece(point: point, singularValues: values, resolution: resolution))
    }
    self.pieces = pieces
    self.skipped = skipped
  }

  /// The largest rank that was met: at most the Jacobian rank, and so at most the bottleneck rank.
  public var rank: Int {
    pieces.map { $0.resolvedValues.count { $0 > 0 } }.max() ?? 0
  }

  /// The best lower bound of the cost, `max Σ φ_L(σ_i(J f(x)))` over the points.
  ///
  /// Any network with skips that computes `f` near `x` has
  /// `J f(x) = W_out Π (I + V_l D_l U_l) W_in` with diagonal `D_l` of zeros and ones, which only shrink
  /// norms, so its cost is at least that of the linear map `J f(x)`: at every `λ`, `L` and width.
  ///
  /// - Parameter penalty: The cost of a singular value.
  /// - Returns: The bound with the point that proves it.
  /// - Source: derived; behind the lower half of theorem 3.3, in our normalisation.
  public func certificate(_ penalty: ResNetPenalty) -> JacobianCertificate {
    let bounds = pieces.map { piece in
      JacobianCertificate(
        cost: penalty.total(of: piece.resolvedValues), point: piece.point,
        singularValues: piece.resolvedValues)
    }
    return bounds.max { $0.cost < $1.cost }
      ?? JacobianCertificate(cost: 0, point: [], singularValues: [])
  }
}
