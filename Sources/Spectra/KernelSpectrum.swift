public import Tensors

/// The spectrum of a kernel matrix: absolute eigenvalues.
public struct KernelSpectrum: Sendable {
  /// Absolute eigenvalues, descending; the small eigenproblem leaves out those that are zero anyway.
  public let spectrum: Spectrum
  /// Zero features; their normalised form is taken as zero.
  public let zeroFeatures: Int

  /// The effective rank `rho(K)` of the paper, in nats.
  public var spectralEntropy: Double { RankMeasures.spectralEntropy(spectrum.values) }
}

extension FeatureKernel {
  /// The spectrum of the kernel matrix of the rows of `features`, `(N, n)`.
  ///
  /// For `n + 1 < N` three kernels have a small eigenproblem with the same non-zero eigenvalues:
  /// linear Gram and cosine similarity through the `n x n` Gram matrix of the columns; cosine
  /// distance `K = B D B^T` with `B = [1, F]` of unit rows and `D = diag(1, -1, ..., -1)` through
  /// the thin QR `B = Q R` as `R D R^T`, of size `n + 1`.
  ///
  /// - Throws: ``DecompositionError`` with code `nonFiniteInput` or `noConvergence`.
  /// - Complexity: O(N n^2 + n^3) where a small eigenproblem exists, O(N^2 n + N^3) elsewhere.
  /// - Source: specification of the experiments, section 3.2.
  public func spectrum(
    of features: Matrix<Double>
  ) throws(DecompositionError) -> KernelSpectrum {
    try features.requireFinite()
    let isTall = features.columns + 1 < features.rows
    let eigenvalues: [Double]
    switch self {
    case .linearGram where isTall:
      eigenvalues = try symmetricEigenvalues(of: features.gram())
    case .cosineSimilarity where isTall:
      eigenvalues = try symmetricEigenvalues(of: features.normalisedRows.gram())
    case .cosineDistance where isTall:
      eigenvalues = try symmetricEigenvalues(of: features.normalisedRows.smallCosineDistance())
    default: return try fullSpectrum(of: features)
    }
    return KernelSpectrum(
      spectrum: absolute(eigenvalues, count: features.rows, route: .reduced),
      zeroFeatures: features.zeroRows)
  }

  /// The same through the `N x N` kernel matrix: slow, and the reference for the fast paths.
  public func fullSpectrum(
    of features: Matrix<Double>
  ) throws(DecompositionError) -> KernelSpectrum {
    try features.requireFinite()
    let kernel = matrix(of: features)
    let eigenvalues = try symmetricEigenvalues(of: kernel.matrix)
    return KernelSpectrum(
      spectrum: absolute(eigenvalues, count: features.rows, route: .direct),
      zeroFeatures: kernel.zeroFeatures)
  }

  /// Absolute eigenvalues of the kernel of `count` features, descending.
  ///
  /// Features of one direction have cosine distance 0; rounding leaves a few `ulp` in each of the
  /// `count^2` elements, which must not pass for a spectrum.
  private func absolute(_ eigenvalues: [Double], count: Int, route: Spectrum.Route) -> Spectrum {
    let noise = self == .cosineDistance ? 8 * Double(count) * .ulpOfOne : 0
    let values = eigenvalues.map { abs($0) > noise ? abs($0) : 0 }
    return Spectrum(values: values.sorted(by: >), route: route)
  }
}

extension Matrix<Double> {
  /// `R D R^T` for rows of norm one; see ``FeatureKernel/spectrum(of:)``.
  fileprivate func smallCosineDistance() throws(DecompositionError) -> Matrix {
    let bordered = Matrix(rows: rows, columns: columns + 1) { target in
      for i in 0..<rows {
        target[i * (columns + 1)] = 1
        for j in 0..<columns { target[i * (columns + 1) + 1 + j] = self[i, j] }
      }
    }
    let r = try QRDecomposition(bordered).r
    var signed = r
    for i in 0..<r.rows { for j in 1..<r.columns { signed[i, j] = -r[i, j] } }
    return signed.times(r, transposing: .right)
  }
}
