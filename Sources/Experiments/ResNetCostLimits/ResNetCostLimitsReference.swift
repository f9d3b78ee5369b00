/// What the limits are compared with: our own reference numbers for singular values 5, 1.5, 0.5, a = b = 1/2.
///
/// No table of the paper is reproduced here.
///
/// - Source: specification of the representation cost, sections 3.2 to 3.4 (derived).
enum ResNetCostLimitsReference {
  /// The positive singular values of the matrix.
  static let singularValues = [5, 1.5, 0.5]

  /// Large `λ`, infinite depth: the cost of depth-1 and of depth-2, and `λ` times the deficit of depth-1.
  static let large: [(lambda: Double, depth1: Double, deficit: Double, depth2: Double)] = [
    (1, 3.6097145601, 3.3903, 4.5149030205), (10, 6.0256366231, 9.7436, 7),
    (100, 6.8685349711, 13.1465, 7), (1e4, 6.9986256421, 13.7436, 7),
    (1e6, 6.9999862501, 13.7499, 7),
  ]

  /// Small `λ`, infinite depth: the raw ratios, and the slope of depth-1.
  static let small: [(lambda: Double, depth1: Double, depth2: Double, slope: Double)] = [
    (1e-2, 3.12127, 3.93846, 11.2355), (1e-4, 2.62011, 3.46923, 22.8762),
    (1e-8, 2.57877, 3.23461, 48.2547), (1e-16, 2.67069, 3.11731, 101.2888),
    (1e-32, 2.77578, 3.05865, 209.6300), (1e-64, 2.85833, 3.02933, 428.5329),
    (1e-128, 2.91455, 3.01466, 868.5099), (1e-300, 2.95596, 3.00626, 2054.0615),
  ]

  /// The soft rank of depth-2 at infinite depth.
  static let softRanks: [(lambda: Double, value: Double)] = [
    (8, 0.875), (4, 1.5), (2, 2), (1, 2.5), (0.5, 3), (0.1, 3), (1e-3, 3),
  ]

  /// The `λ` of ``fixedDepths``.
  static let fixedLambdas = [1e-4, 1e-8, 1e-12]

  /// Fixed depth, small `λ`: the cost over `(L+1) λ^{L/(L+1)}` (depth-2) or
  /// `(L+2)/2 (λL)^{L/(L+2)}` (depth-1), and the limit `‖A‖_{S_p}^p`.
  static let fixedDepths:
    [(
      blocks: Int, depth2: [Double], limit2: Double, depth1: [Double], limit1: Double
    )] = [
      (
        1, [4.152920, 4.167770, 4.167918], 4.167920, [4.752883, 4.859112, 4.864106], 4.864349
      ),
      (
        2, [3.555559, 3.644082, 3.648191], 3.648391, [3.774245, 4.127135, 4.163827], 4.167920
      ),
      (
        5, [2.729864, 3.152433, 3.243472], 3.268472, [2.177829, 3.124851, 3.416159], 3.526979
      ),
    ]
}
