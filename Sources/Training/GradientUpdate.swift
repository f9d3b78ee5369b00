import CBLAS
package import Networks
package import Tensors

/// One step of a gradient rule with its coefficients, ready for any piece of the parameters.
///
/// A piece costs one pass over its parameters, gradient and memory, in the best vector code that the
/// machine has; in single precision the coefficients are rounded once and the arithmetic is single.
public struct GradientUpdate: Sendable {
  private var routine: lowrank_update

  private init(
    _ rule: lowrank_rule, rate: Double, _ decay: WeightDecay, first: Double = 0, second: Double = 0,
    root: Double = 1, epsilon: Double = 0
  ) {
    routine = lowrank_update(
      rule: rule, rate: rate, coupled: decay.coupledFactor, kept: decay.kept(rate: rate),
      first: first, second: second, root: root, epsilon: epsilon)
  }

  static func descent(rate: Double, _ decay: WeightDecay) -> GradientUpdate {
    GradientUpdate(LOWRANK_DESCENT, rate: rate, decay)
  }

  static func momentum(rate: Double, _ decay: WeightDecay, momentum: Double) -> GradientUpdate {
    GradientUpdate(LOWRANK_MOMENTUM, rate: rate, decay, first: momentum)
  }

  static func nesterov(rate: Double, _ decay: WeightDecay, momentum: Double) -> GradientUpdate {
    GradientUpdate(LOWRANK_NESTEROV, rate: rate, decay, first: momentum)
  }

  /// The corrections are `1 - β₁ᵗ` and `1 - β₂ᵗ`.
  static func adam(
    rate: Double, _ decay: WeightDecay, betas: (Double, Double), corrections: (Double, Double),
    epsilon: Double
  ) -> GradientUpdate {
    var update = GradientUpdate(
      LOWRANK_ADAM, rate: rate, decay, first: betas.0, second: betas.1,
      root: 1 / corrections.1.squareRoot(), epsilon: epsilon)
    update.routine.rate = rate / corrections.0
    return update
  }

  static func rmsprop(
    rate: Double, _ decay: WeightDecay, alpha: Double, epsilon: Double
  ) -> GradientUpdate {
    GradientUpdate(LOWRANK_RMSPROP, rate: rate, decay, second: alpha, epsilon: epsilon)
  }

  /// Updates `count` parameters and the memory of the rule in place, by the best vector code that
  /// the machine has up to `set`.
  @inline(__always)
  package func apply<Scalar: MatrixScalar>(
    to w: UnsafeMutablePointer<Scalar>, gradient g: UnsafePointer<Scalar>,
    memory: (UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?), count: Int,
    atMost set: InstructionSet = .avx512
  ) {
    let (a, b) = memory
    withUnsafePointer(to: routine) { routine in
      if Scalar.self == Double.self {
        lowrank_update_f64(set.level, routine, w.f64, g.f64, a?.f64, b?.f64, count)
      } else {
        lowrank_update_f32(set.level, routine, w.f32, g.f32, a?.f32, b?.f32, count)
      }
    }
  }
}
