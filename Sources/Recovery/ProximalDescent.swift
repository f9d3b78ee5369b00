import Foundation
import Tensors
import Theory

/// The state of a proximal gradient descent.
struct ProximalDescent<Loss: QuadraticLoss> {
  /// A point with what is known there.
  struct Iterate {
    let x: Matrix<Double>
    let gradient: Matrix<Double>
    let loss: Double
    let singularValues: [Double]
    let objective: Double
  }

  let loss: Loss
  let penalty: any SpectralPenalty
  let weight: Double
  private let began = Date()

  /// `M`, raised if the loss's own constant turns out to be too small.
  private var lipschitz: Double
  private var shrinkage: SpectralShrinkage
  private var current: Iterate
  private var previous: Iterate
  /// Nesterov's `t`; 1 after a restart.
  private var momentum = 1.0
  /// `‖∇ℓ(X) - ∇ℓ(Z) - M(X - Z)‖_F`, the length of a subgradient of the objective at `X`.
  private var subgradient = Double.infinity
  private var lowest: Double
  private var objectives: [Double]

  init(loss: Loss, penalty: any SpectralPenalty, weight: Double, start: LowRankMatrix) {
    (self.loss, self.penalty, self.weight) = (loss, penalty, weight)
    lipschitz = loss.lipschitz
    shrinkage = SpectralShrinkage(penalty, step: weight / loss.lipschitz)
    let x = start.dense
    let (value, gradient) = loss.evaluation(at: x)
    current = Iterate(
      x: x, gradient: gradient, loss: value, singularValues: start.singularValues,
      objective: value + weight * penalty.total(of: start.singularValues))
    previous = current
    lowest = current.objective
    objectives = [lowest]
  }

  var iterations: Int { objectives.count - 1 }

  /// One step that does not raise the objective.
  mutating func step(_ acceleration: ProximalGradient.Acceleration) throws {
    let next = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
    if acceleration == .monotone, momentum > 1 {
      let beta = (momentum - 1) / next
      let z = current.x.extrapolated(from: previous.x, by: beta)
      // The gradient is affine.
      let gradient = current.gradient.extrapolated(from: previous.gradient, by: beta)
      let candidate = try proximalStep(from: z, gradient: gradient)
      if isAcceptable(candidate) {
        // A step against the extrapolation says that it went too far.
        let turned = (z - candidate.x).inner(candidate.x - current.x) > 0
        advance(to: candidate, from: z, gradient: gradient)
        momentum = turned ? 1 : next
        return
      }
    }
    var candidate = try proximalStep(from: current.x, gradient: current.gradient)
    while !isAcceptable(candidate), lipschitz < 1e3 * loss.lipschitz {
      // Only a constant M that is too small can do this.
      lipschitz *= 1.5
      shrinkage = SpectralShrinkage(penalty, step: weight / lipschitz)
      candidate = try proximalStep(from: current.x, gradient: current.gradient)
    }
    advance(to: candidate, from: current.x, gradient: current.gradient)
    momentum = (1 + 5.0.squareRoot()) / 2
  }

  func satisfies(_ rule: ProximalGradient.Stopping) -> Bool {
    switch rule {
    case .residual(let tolerance): subgradient <= tolerance * weight
    case .relativeChange(let tolerance):
      (current.x - previous.x).frobeniusNorm <= tolerance * previous.x.frobeniusNorm
    }
  }

  /// Whether the objective does not rise above the lowest so far, up to its rounding.
  private func isAcceptable(_ candidate: Iterate) -> Bool {
    candidate.objective <= lowest + 1e-13 * abs(lowest)
  }

  private func proximalStep(
    from z: Matrix<Double>, gradient: Matrix<Double>
  ) throws -> Iterate {
    let (x, values) = try shrinkage(z.adding(-1 / lipschitz, times: gradient))
    let (value, newGradient) = loss.evaluation(at: x)
    return Iterate(
      x: x, gradient: newGradient, loss: value, singularValues: values,
      objective: value + weight * penalty.total(of: values))
  }

  private mutating func advance(
    to next: Iterate, from z: Matrix<Double>, gradient: Matrix<Double>
  ) {
    subgradient = (next.gradient - gradient).adding(-lipschitz, times: next.x - z).frobeniusNorm
    previous = current
    current = next
    lowest = min(lowest, next.objective)
    objectives.append(next.objective)
  }

  /// What was reached, with one exact decomposition for residual and certificates.
  func solution(_ ending: RecoverySolution.Ending) throws -> RecoverySolution {
    let matrix = try LowRankMatrix(current.x, rank: current.singularValues.count)
    let blocks = try GradientBlocks(
      of: matrix, gradient: current.gradient, penalty: penalty, weight: weight)
    let certificate = try RecoveryCertificate(
      of: matrix, kkt: blocks.kkt, penalty: penalty, loss: current.loss,
      strongConvexity: loss.strongConvexity, alignment: current.gradient.inner(current.x),
      gradientNorm: try operatorNorm(of: current.gradient))
    let value = penalty.total(of: matrix.singularValues)
    return RecoverySolution(
      matrix: matrix, weight: weight, lambda: penalty.scale,
      objective: current.loss + weight * value, loss: current.loss, penalty: value,
      kkt: blocks.kkt, iterations: iterations, seconds: Date().timeIntervalSince(began),
      objectives: objectives, ending: ending, certificate: certificate,
      rankCertificate: RankCertificate(
        neglected: blocks.outerNorm / lipschitz, threshold: shrinkage.threshold))
  }
}
