import CBLAS
import Tensors

/// One of the two factors in a descent on both, with what it remembers.
struct FactorSide {
  /// The places, row by row of this factor.
  let pattern: SparsePattern
  private(set) var factor: PaddedFactor
  private(set) var direction: PaddedFactor
  private var gradient: PaddedFactor
  private let step: PaddedFactor
  private let scale: PaddedFactor

  /// At `factor`, with nothing remembered.
  init(_ factor: Matrix<Double>, _ pattern: SparsePattern) {
    self.pattern = pattern
    self.factor = PaddedFactor(factor)
    direction = PaddedFactor(rows: factor.rows, columns: factor.columns)
    gradient = PaddedFactor(rows: factor.rows, columns: factor.columns)
    step = PaddedFactor(rows: factor.rows, columns: factor.columns)
    scale = PaddedFactor(rows: factor.rows, columns: factor.columns)
  }

  private var columns: Int { factor.columns }
  private var blocks: Int { factor.blocks }

  /// Sets the scale to the inverse of `pᵢ σⱼ + wⱼ`: the diagonal of the curvature, where the other
  /// factor has orthogonal columns of squared norms `σ` and a share `pᵢ` of row `i` is observed.
  func setScale(_ values: [Double], weights: [Double], floor: Double) {
    for (row, share) in pattern.shares.enumerated() {
      let line = scale.base + row * scale.stride
      for j in 0..<columns { line[j] = 1 / max(share * values[j] + weights[j], floor) }
    }
  }

  /// Sums over the rows, by column where there is one number per column.
  struct GradientSums {
    /// `‖g_j‖²`.
    let squares: [Double]
    /// `<a_j, (S B)_j>`.
    let alignment: [Double]
    /// `<g, scaled g>`.
    let scaled: Double
    /// `<former g, scaled g>`.
    let former: Double
  }

  /// Computes the gradient `S B + A diag(w)`, where `S` is the gradient of the loss.
  func updateGradient(
    _ residual: PaddedFactor, other: PaddedFactor, weights: PaddedFactor, threads: Int
  ) -> GradientSums {
    let (factor, gradient, step, scale) = (factor, gradient, step, scale)
    let blocks = blocks
    let sums = pattern.sum(width: 16 * blocks + 2, threads: threads) { sums, pattern in
      lowrank_sparse_multiply(
        instructions, pattern, residual.base, other.base, blocks, step.base)
      var rows = lowrank_factor(
        factor: factor.base, scale: scale.base, weights: weights.base, gradient: gradient.base,
        step: step.base, direction: nil, blocks: blocks, first_row: pattern.first_row,
        end_row: pattern.end_row)
      lowrank_factor_gradient(instructions, &rows, sums)
    }
    return GradientSums(
      squares: Array(sums[..<columns]), alignment: Array(sums[8 * blocks..<8 * blocks + columns]),
      scaled: sums[16 * blocks], former: sums[16 * blocks + 1])
  }

  /// Sums over the rows, by column where there is one number per column.
  struct DirectionSums {
    /// `<a_j, d_j>`.
    let alignment: [Double]
    /// `‖d_j‖²`.
    let squares: [Double]
    /// `<g, d>`.
    let slope: Double
  }

  /// Sets the direction to `β` times the former one minus the scaled gradient.
  func updateDirection(_ beta: Double, threads: Int) -> DirectionSums {
    let (factor, gradient, step, direction) = (factor, gradient, step, direction)
    let blocks = blocks
    let sums = pattern.sum(width: 16 * blocks + 1, threads: threads) { sums, pattern in
      var rows = lowrank_factor(
        factor: factor.base, scale: nil, weights: nil, gradient: gradient.base, step: step.base,
        direction: direction.base, blocks: blocks, first_row: pattern.first_row,
        end_row: pattern.end_row)
      lowrank_factor_direction(instructions, &rows, beta, sums)
    }
    return DirectionSums(
      alignment: Array(sums[..<columns]), squares: Array(sums[8 * blocks..<8 * blocks + columns]),
      slope: sums[16 * blocks])
  }

  /// `a += t d`.
  func advance(_ t: Double) {
    lowrank_add_scaled_f64(
      instructions, direction.base, t, factor.base, factor.rows * factor.stride)
  }

  /// The gradient of the last update.
  var currentGradient: Matrix<Double> { gradient.unpadded }

  /// Changes `A` to `A T`, and with it the direction; a gradient goes with the inverse transpose of
  /// `T`, which is what the other factor is multiplied with.
  mutating func transform(by matrix: Matrix<Double>, contragradient: Matrix<Double>) {
    factor = PaddedFactor(factor.unpadded.times(matrix))
    direction = PaddedFactor(direction.unpadded.times(matrix))
    gradient = PaddedFactor(gradient.unpadded.times(contragradient))
  }
}
