public import Runs

/// How many claims came out which way.
public struct VerdictCounts: Sendable, Equatable {
  /// Claims that the measurement agrees with.
  public var confirmed = 0
  /// Claims that the measurement contradicts.
  public var refuted = 0
  /// Claims that could not be decided.
  public var inconclusive = 0
  /// Values reported without a verdict.
  public var notes = 0

  /// The counts of some claims.
  public init(_ claims: some Sequence<Claim>) {
    for claim in claims {
      switch claim.verdict {
      case .confirmed: confirmed += 1
      case .refuted: refuted += 1
      case .inconclusive: inconclusive += 1
      case nil: notes += 1
      }
    }
  }

  /// Claims with a verdict.
  public var decided: Int { confirmed + refuted + inconclusive }

  /// `43 confirmed, 0 refuted, 0 inconclusive, 20 notes`.
  public var summary: String {
    "\(confirmed) confirmed, \(refuted) refuted, \(inconclusive) inconclusive, "
      + "\(notes) \(notes == 1 ? "note" : "notes")"
  }

  /// The result in one sentence, worst news first.
  public var headline: String {
    let claims = "\(decided) \(decided == 1 ? "claim" : "claims")"
    if decided == 0 { return notes == 0 ? "No claims" : "No claim was put to the test" }
    if refuted > 0 {
      let open = inconclusive > 0 ? ", \(inconclusive) inconclusive" : ""
      return "\(refuted) of \(claims) refuted\(open)"
    }
    if inconclusive > 0 { return "\(inconclusive) of \(claims) inconclusive, none refuted" }
    return decided == 1 ? "The claim is confirmed" : "All \(claims) confirmed"
  }
}

extension Claim {
  /// `confirmed`, `refuted`, `inconclusive` or `note`.
  var verdictWord: String { verdict?.rawValue ?? "note" }

  /// One character that tells the verdict without colour.
  var verdictMark: String {
    switch verdict {
    case .confirmed: "✓"
    case .refuted: "✗"
    case .inconclusive: "?"
    case nil: "·"
    }
  }
}
