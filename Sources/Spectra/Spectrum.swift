import Foundation
public import Tensors

// Two routes to the singular values alone.
//
// direct: dgesdd. Absolute error about eps * s1 for every value.
// gram:   eigenvalues of A^T A (or A A^T, the smaller) by a rank-k update and, for large ones,
//         the two-stage reduction. Both run on matrix products, while dgesdd's bidiagonalisation is bound by memory: 1.5 times
//         faster at 512 x 512, 1.3 to 1.6 at 1024 x 1024, 2.4 at 2048 x 2048; equal up to 256 x 256.
//         But an eigenvalue w carries the absolute error c eps w1, measured c = 2 sqrt(k) for k
//         values, so s = sqrt(w) carries c eps s1^2 / (2 s): fine near s1, useless below 1e-7 s1.
//
// automatic: gram where the smaller side is large enough to gain, kept only if its smallest value
// is so far from zero that the error stays below 1e-9 s1; otherwise the direct route is taken.

/// The singular values of a matrix and the route that found them.
public struct Spectrum: Sendable, Codable, Equatable {
  /// How the values were found.
  public enum Route: String, Codable, Sendable {
    /// From the matrix itself; absolute error about `eps * s1`.
    case direct
    /// From its Gram matrix; absolute error of a value `s` about `sqrt(k) eps s1^2 / s`, `k` values.
    case gram
    /// From a smaller matrix with the same non-zero values; absolute error about `eps * s1`.
    case reduced
    /// From the matrix itself, many matrices at once; absolute error about `n eps * s1`.
    case lanes
  }

  /// Descending, all at least 0.
  public let values: [Double]
  /// How the values were found.
  public let route: Route

  /// Creates a spectrum of descending values.
  public init(values: [Double], route: Route) {
    self.values = values
    self.route = route
  }
}

/// The wanted route to singular values.
public enum SpectrumRoute: Sendable {
  /// The fastest whose absolute error stays below `1e-9` of the largest value.
  case automatic
  /// From the matrix itself.
  case direct
  /// From the Gram matrix, whatever the accuracy of small values.
  case gram
}

/// The singular values of a matrix of shape `(m, n)`, without vectors.
///
/// - Parameters:
///   - a: The matrix.
///   - route: How to go.
///   - threads: Threads of BLAS for this one matrix. More than one only outside of side-by-side
///     trials: the setting is the process's.
/// - Returns: `min(m, n)` values, descending, and the route taken.
/// - Throws: ``DecompositionError`` with code `nonFiniteInput` or `noConvergence`.
/// - Complexity: O(m n min(m, n)).
public func singularValues(
  of a: Matrix<Double>, route: SpectrumRoute = .automatic, threads: Int = 1
) throws(DecompositionError) -> Spectrum {
  try a.requireFinite()
  return try LAPACK.withThreads(threads) { () throws(DecompositionError) in
    switch route {
    case .direct: return try directSpectrum(a)
    case .gram: return try gramSpectrum(a)
    case .automatic:
      guard min(a.rows, a.columns) >= gramRouteMinimum else { return try directSpectrum(a) }
      let spectrum = try gramSpectrum(a)
      return isTrusted(spectrum.values) ? spectrum : try directSpectrum(a)
    }
  }
}

/// From here on the Gram route gains enough to pay for a fallback now and then, measured.
private let gramRouteMinimum = 512

/// Whether the error `sqrt(k) eps s1^2 / s` of the Gram route stays below `1e-9 s1` at the smallest.
///
/// Nothing that a rank measure could see. A Gaussian matrix of 2048 x 2048, whose smallest value is
/// near `1e-4 s1`, keeps the route nineteen times out of twenty.
private func isTrusted(_ values: [Double]) -> Bool {
  guard let largest = values.first, let smallest = values.last else { return true }
  return smallest * 1e-9 > Double(values.count).squareRoot() * .ulpOfOne * largest
}

private func directSpectrum(_ a: Matrix<Double>) throws(DecompositionError) -> Spectrum {
  Spectrum(values: try LAPACK.dgesdd(a, vectors: .none).values, route: .direct)
}

/// From here on the two-stage reduction beats the classical one, measured on two cores.
///
/// They take 0.35 and 0.27 s at n = 2048, 2.3 and 3.1 s at n = 4096: the classical one is bound by
/// memory once the matrix leaves the caches, the second stage of the other runs on one core.
private let twoStageMinimum = 2560

private func gramSpectrum(_ a: Matrix<Double>) throws(DecompositionError) -> Spectrum {
  let scale = a.squaringScale
  let scaled = scale == 1 ? a : a.map { $0 / scale }
  var gram = (a.rows < a.columns ? scaled.transposed : scaled).gram()
  let eigenvalues =
    gram.rows < twoStageMinimum
    ? try LAPACK.dsyevd(&gram, vectors: false) : try LAPACK.dsyevdTwoStage(&gram)
  return Spectrum(
    values: eigenvalues.reversed().map { scale * max($0, 0).squareRoot() }, route: .gram)
}

extension Matrix<Double> {
  /// A power of two to divide by so that squares of the elements keep within range; mostly 1.
  fileprivate var squaringScale: Double {
    let largest = withUnsafeBufferPointer { $0.reduce(0) { max($0, $1.magnitude) } }
    let isSafe = largest == 0 || (0x1p-400...0x1p400).contains(largest)
    return isSafe ? 1 : largest.binade
  }
}
