// Savitzky-Golay smoothing: at every point the value of the least-squares polynomial through the
// `window` points around it. In the first and last half window no centred window exists; there the
// polynomial of the first, or last, full window is evaluated off its centre (`mode='interp'` of
// SciPy), so a polynomial of the given order passes through unchanged, ends included.
//
// The normal equations of monomials lose about one digit per order. The polynomials here are
// orthonormal on the window itself, where the projection is a plain product:
// smooth(t) = Σₖ Pₖ(t) Σ_u Pₖ(u) y(u).

/// Smooths equally spaced values by a moving least-squares polynomial.
///
/// - Parameters:
///   - y: The values, `(T)`, with `T ≥ window`.
///   - window: The number of points of a fit, odd.
///   - order: The order of the polynomial, in `0..<window`.
/// - Returns: The smoothed values, `(T)`. The ends come from the polynomial of the nearest full
///   window.
/// - Complexity: O(T · window).
/// - Source: Savitzky and Golay, Smoothing and differentiation of data by simplified least squares
///   procedures, 1964; Gorry, 1990, for the ends.
public func savitzkyGolay(_ y: [Double], window: Int, order: Int) -> [Double] {
  precondition(window > 0 && window % 2 == 1, "A window has odd length, not \(window).")
  precondition((0..<window).contains(order), "Order \(order) does not fit in \(window) points.")
  precondition(y.count >= window, "\(y.count) values are too few for a window of \(window).")
  let half = window / 2
  let basis = orthonormalPolynomials(window: window, order: order)

  /// The values at `places` (0 is the first point) of the polynomial through `y[start...]`.
  func fit(from start: Int, at places: Range<Int>) -> [Double] {
    let coefficients = basis.map { p in
      p.indices.reduce(0) { $0 + p[$1] * y[start + $1] }
    }
    return places.map { t in zip(basis, coefficients).reduce(0) { $0 + $1.0[t] * $1.1 } }
  }

  let central = (0..<window).map { t in basis.reduce(0) { $0 + $1[half] * $1[t] } }
  var smooth = fit(from: 0, at: 0..<half)
  smooth.reserveCapacity(y.count)
  for start in 0...(y.count - window) {
    smooth.append(central.indices.reduce(0) { $0 + central[$1] * y[start + $1] })
  }
  return smooth + fit(from: y.count - window, at: (half + 1)..<window)
}

/// Polynomials of degree `0...order`, orthonormal on `window` equally spaced points.
private func orthonormalPolynomials(window: Int, order: Int) -> [[Double]] {
  let t = (0..<window).map { Double(2 * $0 + 1 - window) / Double(window) }
  var basis: [[Double]] = []
  for _ in 0...order {
    var next =
      basis.last.map { previous in zip(t, previous).map { $0 * $1 } }
      ?? [Double](repeating: 1, count: window)
    // Two sweeps of Gram-Schmidt keep orthogonality at rounding level.
    for p in basis + basis {
      let overlap = zip(next, p).reduce(0) { $0 + $1.0 * $1.1 }
      for i in next.indices { next[i] -= overlap * p[i] }
    }
    let norm = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
    basis.append(next.map { $0 / norm })
  }
  return basis
}
