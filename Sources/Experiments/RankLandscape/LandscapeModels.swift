import Randomness
import Tensors

/// The two models of a landscape, which are one and the same linear map at the origin, and a plane of
/// random directions through each.
struct LandscapeModels: Sendable {
  /// `W + alpha u + beta v`, with `W = W2 W1`.
  let single: ParameterPlane
  /// `W1 + alpha u1 + beta v1`.
  let first: ParameterPlane
  /// `W2 + alpha u2 + beta v2`.
  let second: ParameterPlane

  /// Draws weights and directions of size `n`, all entries of variance `1/n`.
  init(width n: Int, _ stream: inout RandomStream) {
    func draw() -> Matrix<Double> {
      let deviation = 1 / Double(n).squareRoot()
      return Matrix(
        rows: n, columns: n, from: .normal(mean: 0, standardDeviation: deviation), using: &stream)
    }
    let (w1, w2) = (draw(), draw())
    let (u, v) = (draw(), draw())
    let (u1, u2, v1, v2) = (draw(), draw(), draw(), draw())
    single = ParameterPlane(origin: w2.times(w1), u: u, v: v)
    first = ParameterPlane(origin: w1, u: u1, v: v1)
    second = ParameterPlane(origin: w2, u: u2, v: v2)
  }

  /// Both surfaces over a grid.
  ///
  /// - Parameters:
  ///   - grid: Where the surfaces are taken.
  ///   - chunk: Points per call, as many as the second-level cache holds.
  ///   - oneLayer: The surface of the one-layer model, from `W` at some points.
  ///   - twoLayer: The surface of the two-layer model, from `W1` and `W2` at the same points.
  /// - Returns: Effective ranks in the order of the grid's coordinates.
  func surfaces(
    over grid: LandscapeGrid, chunk: Int,
    oneLayer: (MatrixBatch<Double>) throws -> [Double],
    twoLayer: (_ first: MatrixBatch<Double>, _ second: MatrixBatch<Double>) throws -> [Double]
  ) rethrows -> LandscapePair<[Double]> {
    let coordinates = grid.coordinates
    var pair = (single: [Double](), twoLayer: [Double]())
    for start in stride(from: 0, to: coordinates.count, by: chunk) {
      let points = coordinates[start..<min(start + chunk, coordinates.count)]
      pair.single += try oneLayer(single.matrices(at: points))
      pair.twoLayer += try twoLayer(first.matrices(at: points), second.matrices(at: points))
    }
    return LandscapePair(single: pair.single, twoLayer: pair.twoLayer)
  }
}

/// A plane in the space of parameters.
struct ParameterPlane: Sendable {
  let origin: Matrix<Double>
  let u: Matrix<Double>
  let v: Matrix<Double>

  /// `origin + alpha u + beta v` for each point.
  func matrices(
    at points: some Collection<(alpha: Double, beta: Double)>
  ) -> MatrixBatch<Double> {
    let size = origin.rows * origin.columns
    return MatrixBatch(count: points.count, rows: origin.rows, columns: origin.columns) { target in
      origin.withUnsafeBufferPointer { origin in
        u.withUnsafeBufferPointer { u in
          v.withUnsafeBufferPointer { v in
            for (index, point) in points.enumerated() {
              for k in 0..<size {
                target[index * size + k] = origin[k] + point.alpha * u[k] + point.beta * v[k]
              }
            }
          }
        }
      }
    }
  }
}

/// Both landscapes of a draw.
public struct LandscapeOutcome: Codable, Sendable {
  let summaries: LandscapePair<LandscapeSummary>
  /// The surfaces themselves, where they are kept for the pictures.
  let surfaces: LandscapePair<[Double]>?

  /// Reduces the surfaces; what counts as low is the effective rank of the two-layer model at the
  /// origin.
  init(_ surfaces: LandscapePair<[Double]>, over grid: LandscapeGrid, isShown: Bool) {
    let threshold = surfaces.twoLayer[grid.origin]
    summaries = LandscapePair(
      single: LandscapeSummary(surfaces.single, threshold: threshold),
      twoLayer: LandscapeSummary(surfaces.twoLayer, threshold: threshold))
    self.surfaces = isShown ? surfaces : nil
  }
}
