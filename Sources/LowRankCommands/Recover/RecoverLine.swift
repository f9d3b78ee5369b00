import Foundation
import Recovery
import RecoveryRuns
import Synchronization

/// Shows on standard error how a recovery stands: on a terminal one line that is rewritten in place,
/// elsewhere a line for every point of a path.
final class RecoverLine: Sendable {
  private let form: LiveProgress.Form?
  private let begun = ContinuousClock.now
  private let done = Mutex(0)
  private let console = Console()

  init(style: ProgressStyle, isQuiet: Bool) {
    form = LiveProgress.form(style: style, isQuiet: isQuiet)
  }

  /// Shows a point that was just solved.
  func show(_ state: RecoveryProgress) {
    done.withLock { $0 += 1 }
    switch form {
    case .live:
      console.raw("\r\u{1B}[K" + String(Self.bar(state, before: Self.text(state)).prefix(79)))
    case .plain: console.raw("recover: \(Self.text(state))\n")
    case nil: return
    }
  }

  /// Removes the live line and tells how long it took.
  func end() {
    guard let form else { return }
    if form == .live { console.raw("\r\u{1B}[K") }
    let time = ProgressLine.brief(begun.duration(to: .now))
    console.raw("recover: \(done.withLock(\.self)) points, \(time)\n")
  }

  private static func text(_ state: RecoveryProgress) -> String {
    let point = state.point.path
    var parts = [
      "\(state.point.job) \(point.index + 1)/\(state.points)",
      "μ \(point.weight.formatted(significantDigits: 3))", "rank \(point.rank)",
    ]
    if let heldOut = state.point.heldOut {
      parts.append("rmse \(heldOut.error.squareRoot().formatted(significantDigits: 3))")
    } else {
      parts.append("kkt \(point.kktResidual.formatted(significantDigits: 2))")
    }
    parts.append("≤ \(ProgressLine.brief(.seconds(state.secondsLeft))) left")
    return parts.joined(separator: "  ")
  }

  private static func bar(_ state: RecoveryProgress, before text: String) -> String {
    let width = min(16, 77 - text.count)
    guard width >= 4 else { return text }
    let share = Double(state.done) / Double(max(state.total, 1))
    let filled = min(width, Int((share * Double(width)).rounded(.down)))
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
      + "  " + text
  }
}
