import Tensors

/// A function of one's own for ``Activation/custom(_:)``, known by its name.
///
/// The functions are called once per entry, in double precision, from several threads: their cost is
/// that of the calls. A function is no data: a coded activation holds the name and the gain, and is
/// refused when it is read back.
public struct CustomActivation: Sendable {
  /// What it is called; activations of one name and gain are taken for equal.
  public let name: String
  /// What the weights before the function are multiplied by; see ``Activation/gain``.
  public let gain: Double
  private let function: @Sendable (Double) -> Double
  private let derivative: @Sendable (Double) -> Double

  /// An activation from a function and its derivative.
  ///
  /// - Parameters:
  ///   - name: What it is called; one name for one function.
  ///   - gain: Finite and > 0. Activity keeps its mean square with `1/√E[f(z)²]`, `z` standard normal.
  ///   - function: `f`; NaN should stay NaN, so that a diverging training is seen.
  ///   - derivative: `f′`; where `f` has a kink, the value of either side.
  public init(
    name: String, gain: Double, function: @escaping @Sendable (Double) -> Double,
    derivative: @escaping @Sendable (Double) -> Double
  ) {
    precondition(gain.isFinite && gain > 0, "activation \(name): gain \(gain)")
    (self.name, self.gain) = (name, gain)
    (self.function, self.derivative) = (function, derivative)
  }

  /// `y = f(z)`, entry by entry; `y` is `z` or overlaps it nowhere.
  func apply<Scalar: MatrixScalar>(
    from z: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    if Scalar.self == Double.self {
      for i in 0..<count { y.f64[i] = function(z.f64[i]) }
    } else {
      for i in 0..<count { y.f32[i] = Float(function(Double(z.f32[i]))) }
    }
  }

  /// `g *= f′(z)`, entry by entry.
  func multiplyByDerivative<Scalar: MatrixScalar>(
    _ gradient: UnsafeMutablePointer<Scalar>, at z: UnsafePointer<Scalar>, count: Int
  ) {
    if Scalar.self == Double.self {
      for i in 0..<count { gradient.f64[i] *= derivative(z.f64[i]) }
    } else {
      for i in 0..<count { gradient.f32[i] *= Float(derivative(Double(z.f32[i]))) }
    }
  }
}

extension CustomActivation: Hashable {
  /// Whether name and gain are the same; functions cannot be compared.
  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && left.gain == right.gain
  }

  /// Hashes what is compared.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(gain)
  }
}

extension CustomActivation: Codable {
  private enum CodingKeys: String, CodingKey {
    case name
    case gain
  }

  /// Writes name and gain.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(gain, forKey: .gain)
  }

  /// Always refuses: the function is not in the file.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .name)
    throw DecodingError.dataCorrupted(
      DecodingError.Context(
        codingPath: decoder.codingPath,
        debugDescription: "The activation \"\(name)\" is a function of the program that wrote "
          + "it, which no file holds; make the architecture in Swift again."))
  }
}
