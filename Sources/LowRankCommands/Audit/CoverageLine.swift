import Auditing
import Checkpoints
import Foundation

extension Coverage {
  /// Whether an account is of what was done, or of what would be.
  enum Tense {
    case done, planned
  }

  /// What became of every tensor, on one line whose sum holds.
  var line: String { line(.done) }

  /// What became or would become of every tensor, on one line whose sum holds.
  func line(_ tense: Tense) -> String {
    let verb = tense == .done ? "analysed" : "to analyse"
    let top = topOnly > 0 ? " (\(topOnly) top-64 only)" : ""
    let share = isComplete && parameters > 0 ? "; \(percentOfParameters) % of parameters" : ""
    return "coverage: \(status.padded(to: 8))  \(tensors) tensors = \(analysed) \(verb)\(top)"
      + " + \(excluded) excluded\(causes(of: .excluded)) + \(skipped) skipped"
      + "\(causes(of: .skipped))\(share)"
  }

  /// Every tensor without a row, by reason, one on each line.
  var account: [String] {
    [Reason.Kind.skipped, .excluded].flatMap { kind in
      Dictionary(grouping: reasons.filter { $0.kind == kind }, by: \.reason)
        .sorted { $0.key < $1.key }
        .flatMap { reason, tensors in
          ["\(kind.rawValue): \(reason.shown) (\(tensors.count))"]
            + tensors.map { "  \($0.name.shown)" }
        }
    }
  }

  /// Four digits, never rounded up to all of them.
  private var percentOfParameters: String {
    guard parametersAnalysed < parameters else { return "100" }
    let share = 1e4 * Double(parametersAnalysed) / Double(parameters)
    return String(format: "%.2f", share.rounded(.down) / 100)
  }

  /// The reasons with their numbers, the frequent ones first.
  private func causes(of kind: Reason.Kind) -> String {
    let groups = groups(of: kind)
    guard !groups.isEmpty else { return "" }
    let named = groups.prefix(Self.mostCauses).map { "\($0.count) \($0.reason.shown)" }
    let rest = groups.dropFirst(Self.mostCauses).reduce(0) { $0 + $1.count }
    return " (\((named + (rest > 0 ? ["\(rest) for other reasons"] : [])).joined(separator: ", ")))"
  }

  private static let mostCauses = 8
}
