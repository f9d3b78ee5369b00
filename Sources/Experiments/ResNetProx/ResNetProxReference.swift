import Theory

/// Our reference for the proximal operators, in units of `λ`; derived, not from a paper.
enum ResNetProxReference {
  /// Where an operator jumps, and where to.
  struct Jump: Hashable {
    let from: Double
    let to: Double
  }

  /// A column of the table of thresholds: one entry per ratio, nil without a jump.
  struct Column {
    let block: BlockKind
    /// nil for infinitely many.
    let blocks: Int?
    let jumps: [Jump?]

    init(_ block: BlockKind, _ blocks: Int?, _ jumps: [(Double, Double)?]) {
      self.block = block
      self.blocks = blocks
      self.jumps = jumps.map { $0.map { Jump(from: $0.0, to: $0.1) } }
    }
  }

  /// `r = τ/λ` of the rows.
  static let ratios: [Double] = [0.5, 1.5, 2, 3, 4, 4.9, 5, 8, 20]

  /// The table of thresholds.
  static let columns: [Column] = [
    Column(
      .depth1, nil,
      [
        nil, (1.473041, 0.248296), (1.904343, 0.490129), (2.683477, 0.951426),
        (3.386294, 1.386294), (3.972555, 1.758961), (4.035474, 1.799406), (5.769202, 2.940774),
        (11.170797, 6.698661),
      ]),
    Column(
      .depth2, nil,
      [
        nil, (2.463079, 1.360729), (2.876904, 1.701404), (3.625613, 2.347846),
        (4.314531, 2.965842), (4.903867, 3.506437), (4.967863, 3.565558), (6.674294, 5.108178),
        (11.594817, 9.486575),
      ]),
    Column(
      .depth2, 10,
      [
        nil, (2.478259, 1.278565), (2.907699, 1.611865), (3.684566, 2.248152),
        (4.398538, 2.859491), (5.008429, 3.395884), (5.074755, 3.454853), (6.872954, 5.031358),
        (12.114615, 9.541420),
      ]),
    Column(
      .depth2, 3,
      [
        nil, (2.496859, 1.106464), (2.957338, 1.419164), (3.792014, 2.024264),
        (4.558991, 2.612344), (5.213288, 3.132023), (5.284381, 3.189322), (7.267771, 4.801347),
        (13.218355, 9.531464),
      ]),
    Column(
      .depth2, 1,
      [
        nil, nil, nil, (3.949490, 1.5), (4.828427, 2), (5.580495, 2.45), (5.662278, 2.5), (8, 4),
        (15.610835, 8.910935),
      ]),
  ]

  /// Where the jump of depth-2 begins to start from 0: `u_c`, `r_c`, and the gate.
  static let criticalSteps: [(blocks: Int?, landing: Double, ratio: Double, tolerance: Double)] = [
    (1, 4, 8, 1e-6),
    (2, 3.8077640640, 6.4548991817, 1e-6),
    (3, 3.7243551758, 5.9399835962, 1e-6),
    (10, 3.5838539668, 5.2194163801, 1e-6),
    (100, 3.5203035452, 4.9416665541, 1e-6),
    (nil, 3.512862417252339, 4.910814964568256, 1e-12),
  ]

  /// Around the ratio from which on an operator jumps, and far from it.
  static let structureRatios = [0.25, 0.5, 0.9, 0.99, 1.01, 1.1, 1.5, 3, 10, 63]

  /// Numbers of blocks that random cases and the search for jumps go through; nil is infinity.
  static let depths: [Int?] = [1, 2, 3, 7, 20, 100, nil]
}
