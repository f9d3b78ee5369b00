internal import CBLAS
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
  /// A function of one's own.
  indirect case custom(CustomActivation)

  /// What the weights before this function are multiplied by, so that activity neither dies nor
  /// explodes: their variance is `gain²/fanIn`.
  ///
  /// √2 where the function passes about half of its input, 1 for linear, tanh and SELU; √2 for the
  /// sine, whose published weights are uniform in ±√(6/fanIn).
  public var gain: Double {
    switch self {
    case .linear, .tanh, .selu: 1
    case .relu, .leakyReLU, .gelu, .silu, .sine: 2.0.squareRoot()
    case .custom(let own): own.gain
    }
  }

  /// Applies the function to every value, in place; NaN stays NaN.
  ///
  /// The built-in functions are within 2 ulp of the exact ones where SLEEF is there. A value's result
  /// does not depend on its place in the buffer.
  public func apply<Scalar: MatrixScalar>(to buffer: UnsafeMutableBufferPointer<Scalar>) {
    guard let base = buffer.baseAddress else { return }
    apply(from: base, into: base, count: buffer.count)
  }

  /// Writes the function of `count` values `z` into `y`, which is `z` or overlaps it nowhere.
  package func apply<Scalar: MatrixScalar>(
    from z: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, count: Int,
    atMost set: InstructionSet = .avx512
  ) {
    guard let (kind, parameter) = routine else {
      if case .custom(let own) = self {
        own.apply(from: z, into: y, count: count)
      } else if UnsafePointer(y) != z {
        y.update(from: z, count: count)
      }
      return
    }
    if Scalar.self == Double.self {
      lowrank_activate_f64(set.level, kind, parameter, z.f64, y.f64, count)
    } else {
      lowrank_activate_f32(set.level, kind, Float(parameter), z.f32, y.f32, count)
    }
  }

  /// Whether the derivative is computed from what went into the function, which must be kept then.
  ///
  /// Otherwise what came out suffices, and ``apply(from:into:count:atMost:)`` may work in place.
  package var needsPreactivation: Bool {
    switch self {
    case .linear, .relu, .tanh: false
    case .leakyReLU(let slope): slope < 0
    case .gelu, .selu, .silu, .sine, .custom: true
    }
  }

  /// Multiplies `gradient` by the derivative: `g *= f′(z)`, entry by entry.
  ///
  /// At the kink of ReLU and of leaky ReLU the derivative is the one from the left. NaN in either
  /// array stays NaN. If ``needsPreactivation``, `preactivation` is read, which is `z`, else `output`,
  /// which is `f(z)`.
  package func multiplyByDerivative<Scalar: MatrixScalar>(
    _ gradient: UnsafeMutablePointer<Scalar>, preactivation: UnsafePointer<Scalar>,
    output: UnsafePointer<Scalar>, count: Int, atMost set: InstructionSet = .avx512
  ) {
    guard let (kind, parameter) = routine else {
      if case .custom(let own) = self {
        own.multiplyByDerivative(gradient, at: preactivation, count: count)
      }
      return
    }
    let x = needsPreactivation ? preactivation : output
    if Scalar.self == Double.self {
      lowrank_differentiate_f64(set.level, kind, parameter, x.f64, gradient.f64, count)
    } else {
      lowrank_differentiate_f32(set.level, kind, Float(parameter), x.f32, gradient.f32, count)
    }
  }

  /// The function's name in C and its parameter; nil for the identity and for a function of one's own.
  private var routine: (lowrank_activation, Double)? {
    switch self {
    case .linear, .custom: nil
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
