import Foundation
public import Tensors

/// What watches a training: it is shown the parameters at the steps it asks for.
public protocol Recorder<Scalar> {
  /// The scalar of the parameters.
  associatedtype Scalar: MatrixScalar

  /// Whether the recorder wants to see this step; 0 is the start.
  func isDue(at step: Int) -> Bool

  /// Takes the parameters before a step, and the loss that the step found there.
  mutating func record(step: Int, loss: Double, parameters: UnsafeBufferPointer<Scalar>)
}

/// Records nothing.
public struct NoRecorder<Scalar: MatrixScalar>: Recorder {
  /// A recorder that is never due.
  public init() {}

  /// Never.
  public func isDue(at step: Int) -> Bool { false }

  /// Does nothing.
  public mutating func record(
    step: Int, loss: Double, parameters: UnsafeBufferPointer<Scalar>
  ) {}
}

/// At which steps something is recorded; the start, step 0, always is.
public enum Cadence: Hashable, Sendable, Codable {
  /// Every `n`th step, n ≥ 1.
  case every(Int)
  /// About `perDecade` steps in every power of ten, at fixed places.
  case logarithmic(perDecade: Int)

  /// Whether a step belongs to the cadence.
  public func contains(_ step: Int) -> Bool {
    switch self {
    case .every(let n): step.isMultiple(of: max(n, 1))
    case .logarithmic(let perDecade):
      // A new index of ⌊perDecade · log₁₀ step⌋ begins here.
      step <= 1 || Self.index(step, perDecade) > Self.index(step - 1, perDecade)
    }
  }

  private static func index(_ step: Int, _ perDecade: Int) -> Int {
    Int((Double(perDecade) * log10(Double(step)) + 1e-9).rounded(.down))
  }
}
