import CBLAS
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

  static func momentum(
    rate: Double, _ decay: WeightDecay, momentum: Double, isNesterov: Bool
  ) -> GradientUpdate {
    let rule = isNesterov ? LOWRANK_NESTEROV : LOWRANK_MOMENTUM
    return GradientUpdate(rule, rate: rate, decay, first: momentum)
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

  /// Updates `count` parameters and the memory of the rule in place.
  @inline(__always)
  func apply<Scalar: MatrixScalar>(
    to parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    memory: (UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?), count: Int
  ) {
    apply(
      to: parameters, gradient: gradient, memory: memory, count: count,
      atMost: LOWRANK_LEVEL_AVX512.rawValue)
  }

  /// The same by the vector code of instruction set 0 (baseline), 1 (AVX2) or 2 (AVX-512), or the
  /// best one below that the machine has.
  package func apply<Scalar: MatrixScalar>(
    to parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    memory: (UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?), count: Int,
    atMost instructionSet: UInt32
  ) {
    let level = lowrank_level(instructionSet)
    let (w, g) = (UnsafeMutableRawPointer(parameters), UnsafeRawPointer(gradient))
    let (a, b) = (UnsafeMutableRawPointer(memory.0), UnsafeMutableRawPointer(memory.1))
    withUnsafePointer(to: routine) { routine in
      if Scalar.self == Double.self {
        lowrank_update_f64(
          level, routine, w.assumingMemoryBound(to: Double.self),
          g.assumingMemoryBound(to: Double.self), a?.assumingMemoryBound(to: Double.self),
          b?.assumingMemoryBound(to: Double.self), count)
      } else {
        lowrank_update_f32(
          level, routine, w.assumingMemoryBound(to: Float.self),
          g.assumingMemoryBound(to: Float.self), a?.assumingMemoryBound(to: Float.self),
          b?.assumingMemoryBound(to: Float.self), count)
      }
    }
  }
}
