import Auditing
import Checkpoints
import Foundation

extension Coverage {
  /// What became of every tensor, on one line whose sum holds.
  var line: String {
    let mark = isComplete ? "COMPLETE  " : "PARTIAL   "
    let top = topOnly > 0 ? " (\(topOnly) top-64 only)" : ""
    let share = isComplete && parameters > 0 ? "; \(percentOfParameters) % of parameters" : ""
    return "coverage: \(mark)\(tensors) tensors = \(analysed) analysed\(top)"
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

  /// The reasons with their numbers, the frequent ones first; aliases count as one.
  private func causes(of kind: Reason.Kind) -> String {
    var counts: [String: Int] = [:]
    for reason in reasons where reason.kind == kind {
      let isAlias = reason.reason.hasPrefix("alias of ")
      counts[isAlias ? "alias" : reason.reason.shown, default: 0] += 1
    }
    guard !counts.isEmpty else { return "" }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let named = sorted.prefix(Self.mostCauses).map { "\($0.value) \($0.key)" }
    let rest = sorted.dropFirst(Self.mostCauses).reduce(0) { $0 + $1.value }
    return " (\((named + (rest > 0 ? ["\(rest) for other reasons"] : [])).joined(separator: ", ")))"
  }

  private static let mostCauses = 8
}
