public import Randomness
public import Tensors

/// Guess and check: draws parameters from a prior and keeps the best.
///
/// The training by selection alone, against which the bias of a gradient is judged: among the draws
/// that reach a loss, the prior decides. The start counts as nothing: the first draw with a finite
/// loss replaces it. A step's loss is that of the best parameters so far, which it leaves in place;
/// a step returns none while there is none. Draw `k` depends on the seed path and on `k` only, so a
/// step of ten draws equals ten steps of one. The schedule's rate does not enter.
///
/// - Source: P.-Y. Chiang et al., *Loss landscapes are all you need*, ICLR 2023, section 3
///   ("guess and check").
public struct RandomSearch: Optimizer {
  /// A part of the prior: the distribution of some consecutive parameters.
  public struct Piece: Hashable, Sendable, Codable {
    /// How many parameters, ≥ 0; nil: all that are left.
    public let count: Int?
    /// What each of them is drawn from.
    public let distribution: Distribution

    private enum CodingKeys: String, CodingKey, CaseIterable {
      case count
      case distribution
    }

    /// Creates a piece.
    public init(count: Int? = nil, distribution: Distribution) {
      self.count = count
      self.distribution = distribution
    }

    /// Reads the settings; the distribution has no default.
    public init(from decoder: any Decoder) throws {
      let settings = try Settings(decoder, of: "prior", CodingKeys.self)
      count = try settings[.count]
      distribution = try settings.required(.distribution)
    }
  }

  /// The name in a configuration.
  public static let name = "random_search"
  /// The loss of the best draw; empty while there is none.
  public static let numberNames = ["best_loss"]
  /// A draw is compared with the best one of earlier steps.
  public static let needsFullBatch = true

  /// The distribution of all parameters, in their order.
  public let prior: [Piece]
  /// Draws per step, ≥ 1.
  public let draws: Int
  /// The name of the draws.
  public let seed: SeedPath

  /// Creates the search.
  ///
  /// - Precondition: `draws` is at least 1, no count is negative, and a piece without a count is the
  ///   last one.
  public init(prior: [Piece], draws: Int = 1, seed: SeedPath) {
    self.prior = prior
    self.draws = draws
    self.seed = seed
    requireFaultless(fault)
  }

  /// Nothing drawn yet.
  public func initialState<Scalar: MatrixScalar>(
    at parameters: UnsafeBufferPointer<Scalar>
  ) -> OptimizerState<Scalar> {
    OptimizerState(numbers: [[]])
  }

  /// Takes one step; returns the loss of the best parameters so far, which it leaves in place, nil
  /// while none has a finite one.
  public func step<P: Objective>(
    _ parameters: UnsafeMutablePointer<P.Scalar>, _ state: inout OptimizerState<P.Scalar>,
    on objective: inout P, rate: Double
  ) -> Double? {
    let count = objective.parameterCount
    let pieces = pieces(of: count)
    var best = state.numbers[0].first ?? .infinity
    withUnsafeTemporaryAllocation(of: P.Scalar.self, capacity: count) { kept in
      _ = kept.initialize(from: UnsafeBufferPointer(start: parameters, count: count))
      for draw in 0..<draws {
        var stream = RandomStream(seed / "draw-\(state.step * draws + draw)")
        for (range, distribution) in pieces {
          P.Scalar._fill(
            UnsafeMutableBufferPointer(start: parameters + range.lowerBound, count: range.count),
            from: distribution, using: &stream)
        }
        let loss = objective.loss(at: parameters)
        if loss.isFinite && loss < best {
          best = loss
          _ = kept.update(from: UnsafeBufferPointer(start: parameters, count: count))
        }
      }
      _ = UnsafeMutableBufferPointer(start: parameters, count: count).update(from: kept)
    }
    state.step += 1
    state.evaluations += draws
    guard best < .infinity else { return nil }
    state.numbers[0] = [best]
    objective.settle(at: parameters)
    return best
  }

  private func pieces(of count: Int) -> [(Range<Int>, Distribution)] {
    var start = 0
    let pieces = prior.map { piece in
      let end = piece.count.map { start + $0 } ?? max(start, count)
      defer { start = end }
      return (start..<end, piece.distribution)
    }
    precondition(start == count, "a prior of \(start) parameters for an objective of \(count)")
    return pieces
  }

  private var fault: String? {
    if draws < 1 { return "\"draws\" must be at least 1, not \(draws)" }
    if let count = prior.compactMap(\.count).first(where: { $0 < 0 }) {
      return "\"count\" of a piece of the prior must not be negative, as \(count) is"
    }
    return prior.dropLast().contains { $0.count == nil }
      ? "\"count\" may be left out in the last piece of the prior only" : nil
  }
}

extension RandomSearch: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case prior
    case draws
    case seed
  }

  /// Reads the settings; prior and seed have no default.
  public init(from decoder: any Decoder) throws {
    let settings = try Settings(decoder, of: Self.name, CodingKeys.self)
    prior = try settings.required(.prior)
    seed = try settings.required(.seed)
    draws = try settings[.draws] ?? Self(prior: [], seed: seed).draws
    try settings.require(fault)
  }
}
