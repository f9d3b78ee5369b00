import CBLAS
public import Tensors

/// The function that a network applies to every entry after a layer.
public enum Activation: Hashable, Sendable, Codable {
  /// `x`.
  case linear
  /// `max(x, 0)`.
  case relu
  /// `x` for `x > 0`, else `slope·x`.
  case leakyReLU(slope: Double = 0.01)
  /// `tanh x`.
  case tanh
  /// `x Φ(x)`, exact, with `Φ` the normal distribution function.
  ///
  /// - Source: D. Hendrycks, K. Gimpel, arXiv 1606.08415.
  case gelu
  /// `λ x` for `x > 0`, else `λ α (eˣ - 1)`, `λ = 1.05070…`, `α = 1.67326…`.
  ///
  /// - Source: G. Klambauer et al., arXiv 1706.02515, equation 2.
  case selu
  /// `x / (1 + e⁻ˣ)`.
  case silu
  /// `sin(ω x)`.
  ///
  /// - Source: V. Sitzmann et al., arXiv 2006.09661 (SIREN).
  case sine(omega: Double = 1)

  /// What the weights before this function are multiplied by, so that activity neither dies nor
  /// explodes: their variance is `gain²/fanIn`.
  ///
  /// √2 where the function passes about half of its input, 1 for linear, tanh and SELU; √2 for the
  /// sine, whose published weights are uniform in ±√(6/fanIn).
  public var gain: Double {
    switch self {
    case .linear, .tanh, .selu: 1
    case .relu, .leakyReLU, .gelu, .silu, .sine: 2.0.squareRoot()
    }
  }

  /// Applies the function to every value, in place; NaN stays NaN.
  ///
  /// Within 2 ulp of the exact function where SLEEF is there. A value's result does not depend on
  /// its place in the buffer.
  public func apply<Scalar: MatrixScalar>(to buffer: UnsafeMutableBufferPointer<Scalar>) {
    apply(to: buffer, atMost: LOWRANK_LEVEL_AVX512.rawValue)
  }

  /// The same by the vector code of instruction set 0 (baseline), 1 (AVX2) or 2 (AVX-512), or the
  /// best one below that the machine has.
  package func apply<Scalar: MatrixScalar>(
    to buffer: UnsafeMutableBufferPointer<Scalar>, atMost instructionSet: UInt32
  ) {
    guard let base = UnsafeMutableRawPointer(buffer.baseAddress), let (kind, parameter) = routine
    else { return }
    let level = lowrank_level(instructionSet)
    if Scalar.self == Double.self {
      let values = base.assumingMemoryBound(to: Double.self)
      lowrank_activate_f64(level, kind, parameter, values, buffer.count)
    } else {
      let values = base.assumingMemoryBound(to: Float.self)
      lowrank_activate_f32(level, kind, Float(parameter), values, buffer.count)
    }
  }

  /// The function's name in C and its parameter; nil for the identity.
  private var routine: (lowrank_activation, Double)? {
    switch self {
    case .linear: nil
    case .relu: (LOWRANK_RELU, 0)
    case .leakyReLU(let slope): (LOWRANK_LEAKY_RELU, slope)
    case .tanh: (LOWRANK_TANH, 0)
    case .gelu: (LOWRANK_GELU, 0)
    case .selu: (LOWRANK_SELU, 0)
    case .silu: (LOWRANK_SILU, 0)
    case .sine(let omega): (LOWRANK_SINE, omega)
    }
  }
}
