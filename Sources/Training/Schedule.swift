import Foundation

/// How the learning rate changes in the course of a training, as a factor on it.
///
/// Times are fractions of the training's length, so that a schedule fits trainings of all lengths.
/// In JSON an object with a `name`, such as `{"name": "cosine", "floor": 0.01}`.
public indirect enum Schedule: Hashable, Sendable {
  /// Always 1.
  case constant
  /// Multiplied by `factor` at each of these fractions.
  case steps(at: [Double], factor: Double = 0.1)
  /// `floor + (1 - floor) (1 + cos πx)/2` at the fraction `x`.
  ///
  /// - Source: I. Loshchilov, F. Hutter, arXiv 1608.03983, equation 5, without restarts.
  case cosine(floor: Double = 0)
  /// `1 - (1 - floor) x` at the fraction `x`.
  case linear(floor: Double = 0)
  /// Rises linearly to 1 over this fraction of the training, then follows another schedule for the
  /// rest of it.
  case warmUp(over: Double, then: Schedule = .constant)

  /// The factor on the learning rate.
  ///
  /// - Parameters:
  ///   - step: Steps taken before this one, ≥ 0.
  ///   - total: The training's length; steps behind it keep its end's factor.
  /// - Returns: A factor ≥ 0; the first step of a warm-up over `k` steps has `1/k`.
  /// - Precondition: The schedule's own numbers are in range: fractions and floors in `0...1`.
  public func factor(step: Int, of total: Int) -> Double {
    requireFaultless(fault)
    let x = total > 0 ? min(Double(step) / Double(total), 1) : 1
    switch self {
    case .constant: return 1
    case .steps(let fractions, let factor):
      return pow(factor, Double(fractions.count { x >= $0 }))
    case .cosine(let floor): return floor + (1 - floor) * (1 + cos(.pi * x)) / 2
    case .linear(let floor): return 1 - (1 - floor) * x
    case .warmUp(let fraction, let next):
      let rise = Int((fraction * Double(total)).rounded())
      return step < rise
        ? Double(step + 1) / Double(rise) : next.factor(step: step - rise, of: total - rise)
    }
  }

  private var fault: String? {
    switch self {
    case .constant: nil
    case .steps(let fractions, let factor):
      fractions.lazy.compactMap { Bound.upToOne.fault("at", $0) }.first
        ?? Bound.nonNegative.fault("factor", factor)
    case .cosine(let floor), .linear(let floor): Bound.upToOne.fault("floor", floor)
    case .warmUp(let fraction, _): Bound.upToOne.fault("over", fraction)
    }
  }
}

extension Schedule: Codable {
  private enum Name: String, CaseIterable {
    case constant
    case steps
    case cosine
    case linear
    case warmUp = "warm_up"
  }

  private enum NameKey: String, CodingKey, CaseIterable {
    case name
  }

  private enum NoKey: CodingKey, CaseIterable {}

  private enum StepsKey: String, CodingKey, CaseIterable {
    case at
    case factor
  }

  private enum FloorKey: String, CodingKey, CaseIterable {
    case floor
  }

  private enum WarmUpKey: String, CodingKey, CaseIterable {
    case over
    case then
  }

  /// Reads the object; `factor`, `floor` and `then` have defaults.
  public init(from decoder: any Decoder) throws {
    let kind = try chosenKind(decoder, of: "schedule", among: Name.allCases, name: \.rawValue)
    let name = kind.rawValue
    switch kind {
    case .constant:
      _ = try Settings(decoder, of: name, NoKey.self)
      self = .constant
    case .steps:
      let settings = try Settings(decoder, of: name, StepsKey.self)
      let fractions: [Double] = try settings.required(.at)
      let factor: Double? = try settings[.factor]
      self = factor.map { .steps(at: fractions, factor: $0) } ?? .steps(at: fractions)
      try settings.require(fault)
    case .cosine:
      let settings = try Settings(decoder, of: name, FloorKey.self)
      self = (try settings[.floor]).map { .cosine(floor: $0) } ?? .cosine()
      try settings.require(fault)
    case .linear:
      let settings = try Settings(decoder, of: name, FloorKey.self)
      self = (try settings[.floor]).map { .linear(floor: $0) } ?? .linear()
      try settings.require(fault)
    case .warmUp:
      let settings = try Settings(decoder, of: name, WarmUpKey.self)
      let fraction: Double = try settings.required(.over)
      let next: Schedule? = try settings[.then]
      self = next.map { .warmUp(over: fraction, then: $0) } ?? .warmUp(over: fraction)
      try settings.require(fault)
    }
  }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var names = encoder.container(keyedBy: NameKey.self)
    switch self {
    case .constant: try names.encode(Name.constant.rawValue, forKey: .name)
    case .steps(let fractions, let factor):
      try names.encode(Name.steps.rawValue, forKey: .name)
      var container = encoder.container(keyedBy: StepsKey.self)
      try container.encode(fractions, forKey: .at)
      try container.encode(factor, forKey: .factor)
    case .cosine(let floor), .linear(let floor):
      let name = if case .cosine = self { Name.cosine } else { Name.linear }
      try names.encode(name.rawValue, forKey: .name)
      var container = encoder.container(keyedBy: FloorKey.self)
      try container.encode(floor, forKey: .floor)
    case .warmUp(let fraction, let next):
      try names.encode(Name.warmUp.rawValue, forKey: .name)
      var container = encoder.container(keyedBy: WarmUpKey.self)
      try container.encode(fraction, forKey: .over)
      try container.encode(next, forKey: .then)
    }
  }
}
