import Checkpoints
import Recovery
import Runs
import Tensors

/// What decides the numbers of a recovery, as `config.json` has it: options and the digest of the
/// data, so that equal work has an equal name wherever its files lie.
struct RecoveryConfiguration: Encodable, Sendable {
  static let schema = "lowrank.recover-configuration/1"

  let kind: String
  let rows: Int
  let columns: Int
  let observations: Int
  let data: String
  let start: String?
  let penalty: PenaltyFamily
  let lambda: Double?
  let coupling: Double?
  let weight: Double?
  let noise: Double?
  let folds: Int?
  let heldOut: Double?
  let rule: CrossValidation.Rule?
  let points: Int?
  let largest: Double?
  let smallest: Double?
  let rankLimit: Int?
  let tolerance: Double
  let solver: RecoveryOptions.Solver
  let center: RecoveryOptions.Centering
  let hide: Double?
  let seed: UInt64

  private enum CodingKeys: String, CodingKey {
    case kind
    case rows
    case columns
    case observations
    case data = "data_sha256"
    case start = "start_sha256"
    case penalty
    case lambda
    case coupling
    case weight
    case noise
    case folds
    case heldOut = "held_out"
    case rule
    case points
    case largest
    case smallest
    case rankLimit = "rank_limit"
    case tolerance
    case solver
    case center
    case hide
    case seed
  }

  init(_ input: RecoveryInput, _ options: RecoveryOptions, start: LowRankMatrix?) {
    kind = input.kind
    (rows, columns) = input.shape
    observations = input.observations
    data = input.digest
    self.start = start.map { matrix in
      SHA256.hexadecimal(
        of: NPZFile.encode(["left": NPYArray(matrix.left), "right": NPYArray(matrix.right)]))
    }
    penalty = options.penalty
    (lambda, coupling) =
      switch options.lambda {
      case .fixed(let value): (value, nil)
      case .coupled(let factor): (nil, factor)
      }
    var selection: (weight: Double?, noise: Double?, folds: Int?, heldOut: Double?)
    var rule: CrossValidation.Rule?
    switch options.selection {
    case .weight(let value): selection.weight = value
    case .noise(let deviation): selection.noise = deviation
    case .crossValidation(let validation):
      rule = validation.rule
      switch validation.splitting {
      case .folds(let count): selection.folds = count
      case .heldOut(let share): selection.heldOut = share
      }
    }
    (weight, noise, folds, heldOut) = selection
    self.rule = rule
    points = rule == nil ? nil : options.points
    largest = rule == nil ? nil : options.largest
    smallest = rule == nil ? nil : options.smallest
    rankLimit = options.rankLimit
    tolerance = options.tolerance
    solver = options.solver
    center = options.centering
    hide = options.hiddenShare
    seed = options.seed
  }

  /// The file.
  var text: [UInt8] {
    do { return try JSONDocument.encode(schema: Self.schema, self) } catch {
      preconditionFailure("options hold finite numbers only: \(error)")
    }
  }

  /// The SHA-256 of the file.
  var hash: String { SHA256.hexadecimal(of: text) }
}

extension RecoveryOptions {
  /// Refuses what is out of range or does not go together.
  func check(for input: RecoveryInput) throws(RecoveryRunError) {
    func require(
      _ holds: Bool, _ sentence: @autoclosure () -> String
    ) throws(RecoveryRunError) {
      guard holds else { throw RecoveryRunError(.invalidOption, sentence()) }
    }
    let observations = input.observations
    switch selection {
    case .weight(let weight):
      try require(
        weight > 0 && weight.isFinite,
        "--weight must be a positive number, or auto, but is \(weight).")
    case .noise(let deviation):
      try require(
        deviation > 0 && deviation.isFinite,
        "--noise is the standard deviation of the noise and must be positive, but is \(deviation); "
          + "without noise, give a small --weight.")
    case .crossValidation(let validation):
      try check(validation.splitting, observations: observations)
      try require(
        1...10_000 ~= points, "--points must be from 1 to 10000, but is \(points).")
      try require(
        smallest > 0 && smallest <= largest && largest.isFinite,
        "--largest and --smallest are shares of mu_max with 0 < smallest <= largest, but are "
          + "\(largest) and \(smallest).")
    }
    switch lambda {
    case .coupled(let factor):
      try require(
        factor > 0 && factor.isFinite,
        "--coupling is c in lambda = c mu / M and must be positive, but is \(factor); for lambda = "
          + "infinity, choose --penalty nuclear.")
    case .fixed(let lambda):
      try require(
        lambda > 0 && lambda.isFinite,
        "--lambda must be a positive number, but is \(lambda); for lambda = infinity, choose "
          + "--penalty nuclear.")
    }
    try require(
      tolerance > 0 && tolerance < 1, "--tolerance must be between 0 and 1, but is \(tolerance).")
    try require(
      rankLimit ?? 1 >= 1, "--rank-limit must be at least 1, but is \(rankLimit ?? 1).")
    try checkCompletion(for: input)
  }

  private func check(
    _ form: CrossValidation.Splitting, observations: Int
  ) throws(RecoveryRunError) {
    guard observations >= 2 else {
      throw RecoveryRunError(
        .invalidOption,
        "One observation cannot choose a weight by cross-validation; give --weight or --noise.")
    }
    switch form {
    case .folds(let folds):
      guard 2...1000 ~= folds, folds <= observations else {
        throw RecoveryRunError(
          .invalidOption,
          "--folds must be from 2 to \(min(observations, 1000)), one observation a fold at least, but "
            + "is \(folds).")
      }
    case .heldOut(let share):
      guard share > 0, share < 1 else {
        throw RecoveryRunError(
          .invalidOption,
          "--held-out is a share between 0 and 1, but is \(share).")
      }
    }
  }

  /// What only completion has.
  private func checkCompletion(for input: RecoveryInput) throws(RecoveryRunError) {
    if let share = hiddenShare, !(share > 0 && share < 1) {
      throw RecoveryRunError(
        .invalidOption, "--hide is a share between 0 and 1, but is \(share).")
    }
    if case .completion = input { return }
    if solver == .factored || hiddenShare != nil || centering != .none {
      throw RecoveryRunError(
        .invalidOption,
        "The factored solver, hidden entries and centering are for completion, not for "
          + "\(input.kind); leave them away.")
    }
  }
}
