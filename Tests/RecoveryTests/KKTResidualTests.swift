import Recovery
import Spectra
import Tensors
import Testing
import Theory
import _TestSupport

@Suite struct KKTResidualTests {
  /// `X` of rank 3, 7 × 5, its vectors and what is orthogonal to them.
  let values = [3.0, 1, 0.4]
  let u = Matrix<Double>.orthonormal(7, 5, seed: 3)
  let v = Matrix<Double>.orthonormal(5, 5, seed: 4)
  let penalty: ResNetPenalty
  let weight = 0.3

  init() throws { penalty = try ResNetPenalty(block: .depth2, lambda: 0.5) }

  private var x: LowRankMatrix {
    get throws {
      try LowRankMatrix(
        u.times(Matrix(rows: 5, columns: 5, elements: core(values)))
          .times(v, transposing: .right))
    }
  }

  private func core(_ diagonal: [Double]) -> [Double] {
    var core = Matrix<Double>(rows: 5, columns: 5)
    for (i, value) in diagonal.enumerated() { core[i, i] = value }
    return core.elements
  }

  /// The gradient whose blocks in `U` and `V` are `core`.
  private func gradient(_ core: Matrix<Double>) -> Matrix<Double> {
    u.times(core).times(v, transposing: .right)
  }

  private func stationaryCore() -> Matrix<Double> {
    var core = Matrix<Double>(rows: 5, columns: 5)
    for (i, value) in values.enumerated() { core[i, i] = -weight * penalty.derivative(at: value) }
    core[3, 3] = 0.29
    core[4, 3] = 0.05
    return core
  }

  @Test("oracle: each part sees its own block and nothing else")
  func blocks() throws {
    // Vectors of a decomposition are accurate to some ulp over the gaps.
    let tolerance = 1e-13
    let stationary = try KKTResidual(
      of: x, gradient: gradient(stationaryCore()), penalty: penalty, weight: weight)
    #expect(stationary.relative < tolerance)
    #expect(stationary.kappa3 == 0)

    var core = stationaryCore()
    core[0, 2] += 0.2
    core[1, 1] += 0.1
    let first = try KKTResidual(of: x, gradient: gradient(core), penalty: penalty, weight: weight)
    #expect(abs(first.kappa1 - 0.05.squareRoot()) < tolerance)
    #expect(first.kappa2 < tolerance && first.kappa3 == 0)

    core = stationaryCore()
    core[1, 4] = 0.3
    core[3, 0] = -0.4
    let second = try KKTResidual(of: x, gradient: gradient(core), penalty: penalty, weight: weight)
    #expect(abs(second.kappa2 - 0.5) < tolerance)
    #expect(second.kappa1 < tolerance && second.kappa3 == 0)

    core = stationaryCore()
    (core[3, 3], core[4, 3], core[4, 4]) = (0.5, 0, 0.4)
    let third = try KKTResidual(of: x, gradient: gradient(core), penalty: penalty, weight: weight)
    #expect(abs(third.kappa3 - 0.2) < tolerance)
    #expect(third.kappa1 < tolerance && third.kappa2 < tolerance)
    #expect(abs(third.relative - 0.2 / 0.3) < tolerance)
    #expect(abs(third.subgradientDistance(neglected: 2) - 0.05.squareRoot()) < tolerance)
    // Without the spectrum of the block the bound is that of equal excesses.
    let bound = KKTResidual(kappa1: 0, kappa2: 0, kappa3: 0.2, weight: 0.3)
    #expect(bound.subgradientDistance(neglected: 2) >= third.subgradientDistance(neglected: 2))
  }

  @Test("hostile: residuals whose squares vanish are not 0")
  func small() {
    let residual = KKTResidual(kappa1: 3e-170, kappa2: 0, kappa3: 4e-170, weight: 1e-169)
    #expect(abs(residual.relative - 0.5) < 1e-15)
  }

  @Test("law: zero is stationary exactly from the largest weight on")
  func zero() throws {
    let loss = try plantedCompletion(1).problem
    let zero = LowRankMatrix.zero(rows: loss.rows, columns: loss.columns)
    let gradient = loss.gradient(at: zero.dense)
    for (factor, isStationary) in [(1 + 1e-12, true), (0.999, false)] {
      let residual = try KKTResidual(
        of: zero, gradient: gradient, penalty: penalty, weight: factor * loss.maximumWeight)
      #expect((residual.relative == 0) == isStationary)
    }
  }
}
