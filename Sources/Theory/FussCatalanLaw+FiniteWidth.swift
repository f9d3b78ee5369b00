// The distance of a finite mean entropy from its limit is not known in closed form. To first order
// it is -c(d)/n. Simulation (Tests/Fixtures/theory/finite_width.py: widths 16 to 256, depths 1 to 16,
// up to 20000 Gaussian draws) puts c(d)/(d+1) between 0.10 and 0.142 for the weights and at 0.15 to
// 0.235 for the Gram matrix as long as d is small against n. Once d passes n the mean approaches 0
// while the limit goes on falling, and the distance is positive: at most 0.112 (d+1)/n and
// 0.291 (d+1)/n in simulations at n = 8, 16, 32 and depths to 128. The constants below lie 10 % above
// the largest of these; they are fitted, not proved, and hold for Gaussian entries. Uniform entries
// sit closer to the limit from small depths on, and pass above it at large ones.

extension FussCatalanLaw {
  /// A bound for `|mean ρ(W_d … W₁) - log n - h_sv(d)|` at finite width: `0.16 (d+1)/n`.
  ///
  /// For Gaussian entries. Fitted to simulations, not proved: at `n = 64` and depths 1, 2, 4, 8 the
  /// distance is 0.004, 0.007, 0.010, 0.016, the bound 0.005, 0.0075, 0.0125, 0.0225. Sampling errors
  /// of a measured mean come on top.
  ///
  /// - Parameter width: The width `n`, at least 8.
  /// - Returns: A positive number of nats.
  public func finiteWidthDeviationBound(width: Int) -> Double {
    precondition(width >= 8, "The bound has been fitted for widths from 8 on, not for \(width).")
    return 0.16 * (d + 1) / Double(width)
  }

  /// A bound for `|mean ρ(WᵀW) - log n - h_sq(d)|` at finite width: `0.32 (d+1)/n`.
  ///
  /// As ``finiteWidthDeviationBound(width:)``, for the Gram matrix. The constant is that of depths
  /// near and above the width; for `d` far below `n` the distance is at most about `0.24 (d+1)/n`.
  ///
  /// - Parameter width: The width `n`, at least 8.
  /// - Returns: A positive number of nats.
  public func finiteWidthDeviationBoundGram(width: Int) -> Double {
    precondition(width >= 8, "The bound has been fitted for widths from 8 on, not for \(width).")
    return 0.32 * (d + 1) / Double(width)
  }
}
