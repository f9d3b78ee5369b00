import Theory

/// The objective of a ``FactoredDescent`` along a line, less its value at the start.
struct DescentLine {
  /// The coefficients of `t`, `t²`, `t³`, `t⁴` in the loss.
  let loss: (Double, Double, Double, Double)
  let penalty: any SpectralPenalty
  let weight: Double
  /// Column `j` has the size `sizes + slopes t + curvatures t²`.
  let sizes: [Double]
  let slopes: [Double]
  let curvatures: [Double]

  /// The sizes of the columns; rounding never makes them negative.
  func sizes(at t: Double) -> [Double] {
    sizes.indices.map { max(0, sizes[$0] + t * (slopes[$0] + t * curvatures[$0])) }
  }

  private func value(at t: Double) -> Double {
    var sum = t * (loss.0 + t * (loss.1 + t * (loss.2 + t * loss.3)))
    let moved = sizes(at: t)
    for j in sizes.indices {
      sum += weight * (penalty.value(at: moved[j]) - penalty.value(at: sizes[j]))
    }
    return sum
  }

  private func derivative(at t: Double) -> Double {
    var sum = loss.0 + t * (2 * loss.1 + t * (3 * loss.2 + t * 4 * loss.3))
    let moved = sizes(at: t)
    for j in sizes.indices {
      sum += weight * penalty.derivative(at: moved[j]) * (slopes[j] + 2 * t * curvatures[j])
    }
    return sum
  }

  /// A minimum over `t > 0` with a lower value than the start.
  ///
  /// - Parameter guess: A first idea of it.
  /// - Returns: Nil where the line does not descend, to rounding.
  func minimum(from guess: Double) -> Double? {
    guard derivative(at: 0) < 0 else { return nil }
    var (low, high) = (0.0, guess)
    var slopes = (low: derivative(at: 0), high: derivative(at: high))
    while slopes.high < 0 {
      (low, slopes.low) = (high, slopes.high)
      high *= 2
      guard high.isFinite else { return nil }
      slopes.high = derivative(at: high)
    }
    // Regula falsi with halved weights (Illinois) between the two signs.
    var (t, side) = (high, 0)
    for _ in 0..<60 {
      t = (low * slopes.high - high * slopes.low) / (slopes.high - slopes.low)
      guard t > low, t < high else { break }
      let slope = derivative(at: t)
      if slope == 0 || high - low <= 1e-12 * high { break }
      if slope < 0 {
        if side < 0 { slopes.high /= 2 }
        (low, slopes.low, side) = (t, slope, -1)
      } else {
        if side > 0 { slopes.low /= 2 }
        (high, slopes.high, side) = (t, slope, 1)
      }
    }
    // Where the slope has several zeros, this one may lie behind a hill; close to the solution the
    // gain is below the rounding of the sum.
    let rounding = 4 * .ulpOfOne * weight * penalty.total(of: sizes)
    for _ in 0..<60 {
      if value(at: t) <= rounding { return t }
      t /= 2
    }
    return nil
  }
}
