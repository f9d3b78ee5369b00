public import Tensors

/// The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, with a line search for the
/// strong Wolfe conditions.
///
/// For smooth losses of all the data: the loss and the gradient of a step are taken over by the next
/// one. One step is one direction and its line search; its loss is that of the parameters after the
/// step, and only these move running statistics. Memory: `2·history + 1` arrays of the parameters'
/// length.
///
/// A pair without positive curvature, `s·y ≤ 10⁻¹⁰ ‖s‖‖y‖`, is not remembered. Where the direction
/// does not descend or the search finds nothing lower, the memory is cleared, so that the steepest
/// descent follows; at a stationary point nothing changes any more.
///
/// - Source: J. Nocedal, S. J. Wright, *Numerical optimization*, 2nd ed., algorithms 7.4 and 7.5,
///   scaled by equation 7.20; first step, conditions and interpolation as in PyTorch's `LBFGS` with
///   `strong_wolfe`.
public struct LBFGS: Optimizer {
  /// The name in a configuration.
  public static let name = "lbfgs"
  /// The gradient at the parameters, and the pairs `s`, `y`, one per row, overwritten in turn.
  public static let vectorNames = ["gradient", "steps", "gradient_changes"]
  /// The loss at the parameters (empty before the first step) and how many pairs were remembered.
  public static let numberNames = ["loss", "pairs"]
  /// Loss and gradient of a step are those from which the next one begins.
  public static let needsFullBatch = true

  /// Pairs to remember, ≥ 1.
  public let history: Int
  /// Evaluations of one line search at most, ≥ 1.
  public let searchLimit: Int

  /// Creates the method.
  ///
  /// - Precondition: Both numbers are at least 1.
  public init(history: Int = 10, searchLimit: Int = 25) {
    self.history = history
    self.searchLimit = searchLimit
    requireFaultless(fault)
  }

  /// A state without pairs and without a gradient.
  public func initialState<Scalar: MatrixScalar>(
    at parameters: UnsafeBufferPointer<Scalar>
  ) -> OptimizerState<Scalar> {
    OptimizerState(
      vectors: [1, history, history].map { Matrix(rows: $0, columns: parameters.count) },
      numbers: [[], [0]])
  }

  /// Takes one step; returns the loss at the parameters after it.
  public func step<P: Objective>(
    _ parameters: UnsafeMutablePointer<P.Scalar>, _ state: inout OptimizerState<P.Scalar>,
    on objective: inout P, rate: Double
  ) -> Double? {
    var evaluations = 0
    let loss = state.vectors.withUnsafeMutableBufferPointer { vectors in
      vectors[0].withUnsafeMutableBufferPointer { gradient in
        vectors[1].withUnsafeMutableBufferPointer { steps in
          vectors[2].withUnsafeMutableBufferPointer { changes in
            guard let gradient = gradient.baseAddress, let steps = steps.baseAddress,
              let changes = changes.baseAddress
            else { return Double.nan }
            var memory = QuasiNewtonMemory(
              count: objective.parameterCount, history: history, pairs: Int(state.numbers[1][0]),
              gradient: gradient, steps: steps, changes: changes)
            let loss = memory.descend(
              parameters, from: state.numbers[0].first, on: &objective, rate: rate,
              StrongWolfeSearch(limit: searchLimit), &evaluations)
            state.numbers[1][0] = Double(memory.pairs)
            return loss
          }
        }
      }
    }
    if loss.isFinite { objective.settle(at: parameters) }
    state.numbers[0] = [loss]
    state.step += 1
    state.evaluations += evaluations
    return loss
  }

  private var fault: String? {
    if history < 1 { return "\"history\" must be at least 1, not \(history)" }
    return searchLimit < 1 ? "\"search_limit\" must be at least 1, not \(searchLimit)" : nil
  }
}

extension LBFGS: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case history
    case searchLimit = "search_limit"
  }

  /// Reads the settings; each has a default.
  public init(from decoder: any Decoder) throws {
    let settings = try Settings(decoder, of: Self.name, CodingKeys.self)
    let defaults = Self()
    history = try settings[.history] ?? defaults.history
    searchLimit = try settings[.searchLimit] ?? defaults.searchLimit
    try settings.require(fault)
  }
}
