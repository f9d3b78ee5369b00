import Checkpoints

/// What became of every tensor of both checkpoints of a comparison.
public struct DiffCoverage: Sendable, Hashable {
  /// What became of the tensors of one checkpoint.
  ///
  /// `tensors` is the sum of `counts` and the number of `reasons`, always.
  public struct Side: Sendable, Hashable {
    /// Every tensor.
    public let tensors: Int
    /// How many there are of each status; `added` only in B, `removed` only in A.
    public let counts: [DiffStatus: Int]
    /// Every tensor that is not compared.
    public let reasons: [Coverage.Reason]

    /// Accounts for every tensor.
    ///
    /// - Precondition: The sum holds.
    public init(tensors: Int, counts: [DiffStatus: Int], reasons: [Coverage.Reason]) {
      precondition(
        tensors == counts.values.reduce(0, +) + reasons.count,
        "\(tensors) tensors, \(counts), and \(reasons.count) not compared")
      self.tensors = tensors
      self.counts = counts
      self.reasons = reasons
    }

    /// How many a rule left out.
    public var excluded: Int { reasons.count { $0.kind == .excluded } }
    /// How many could not be read.
    public var skipped: Int { reasons.count { $0.kind == .skipped } }
  }

  /// The tensors of A.
  public let before: Side
  /// The tensors of B.
  public let after: Side

  /// Whether nothing was skipped.
  public var isComplete: Bool { before.skipped + after.skipped == 0 }

  init(_ matching: TensorMatching, changed: Set<Int>, names: [String]) {
    // Tensors whose scales alone changed count as what their rows say.
    let pairs = matching.pairs.map { pair in
      var pair = pair
      if let index = pair.after, changed.contains(index) { pair.status = .changed }
      return pair
    }
    before = Side(matching.before, pairs.filter { $0.before != nil }, names: names)
    after = Side(
      matching.after, pairs.filter { $0.after != nil }, names: matching.after.tensors.map(\.name))
  }
}

extension DiffCoverage.Side {
  fileprivate init(
    _ side: TensorMatching.Side, _ pairs: [TensorMatching.Pair], names: [String]
  ) {
    self.init(
      tensors: side.tensors.count,
      counts: pairs.reduce(into: [:]) { $0[$1.status, default: 0] += 1 },
      reasons: side.fates.sorted { $0.key < $1.key }.map {
        Coverage.Reason(name: names[$0.key], cause: $0.value)
      })
  }
}
