import Foundation
import Synchronization
import TrainingRuns

/// Shows on standard error how a training stands.
///
/// On a terminal one line is rewritten in place:
/// `━━━━━━━━──────  12000/50000  loss 3.1e-05  entropy 1.732  98 k/s  0.4 s left`. Elsewhere a plain
/// line tells the state every ten seconds, and at the end.
final class TrainingLine: Sendable {
  private struct Course {
    var begun: (time: ContinuousClock.Instant, step: Int)?
    var shown = ContinuousClock.now
    var last: TrainingState?
  }

  private let form: LiveProgress.Form?
  private let course = Mutex(Course())
  private let console = Console()

  init(style: ProgressStyle, isQuiet: Bool) {
    form = LiveProgress.form(style: style, isQuiet: isQuiet)
  }

  /// Takes a state; shows it if it is time.
  func show(_ state: TrainingState) {
    guard let form else { return }
    course.withLock { course in
      course.last = state
      let now = ContinuousClock.now
      guard let begun = course.begun else {
        course.begun = (now, state.step)
        return
      }
      guard course.shown.duration(to: now) >= form.interval else { return }
      course.shown = now
      let text = Self.text(state, since: begun, now: now)
      switch form {
      case .live: console.raw("\r\u{1B}[K" + Self.bar(state, before: text))
      case .plain: console.raw("train: \(text)\n")
      }
    }
  }

  /// Removes the live line and tells the last state.
  func end() {
    guard let form else { return }
    course.withLock { course in
      guard let state = course.last, let begun = course.begun else { return }
      if form == .live { console.raw("\r\u{1B}[K") }
      let time = ProgressLine.brief(begun.time.duration(to: .now))
      console.raw("train: \(state.step) steps, \(time)\n")
    }
  }

  /// Step, loss, entropy, rate and time left; at most 64 columns.
  private static func text(
    _ state: TrainingState, since begun: (time: ContinuousClock.Instant, step: Int),
    now: ContinuousClock.Instant
  ) -> String {
    let seconds = max(begun.time.duration(to: now) / .seconds(1), 1e-3)
    let rate = Double(state.step - begun.step) / seconds
    var parts = ["\(state.step)/\(state.maximumSteps)"]
    if let loss = state.loss { parts.append("loss \(String(format: "%.2g", loss))") }
    if let entropy = state.spectralEntropy {
      parts.append("entropy \(String(format: "%.3f", entropy))")
    }
    if state.networks > 1 { parts.append("\(state.finished)/\(state.networks) done") }
    parts.append("\(brief(rate))/s")
    if rate > 0 {
      let left = Double(state.maximumSteps - state.step) / rate
      parts.append("≤ \(ProgressLine.brief(.seconds(left))) left")
    }
    return parts.joined(separator: "  ")
  }

  /// The text behind a bar, together at most 79 columns; without a bar where there is no room.
  private static func bar(_ state: TrainingState, before text: String) -> String {
    let width = min(20, 77 - text.count)
    guard width >= 4 else { return String(text.prefix(79)) }
    let share = Double(state.step) / Double(max(state.maximumSteps, 1))
    let filled = Int((share * Double(width)).rounded(.down))
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
      + "  " + text
  }

  /// A rate in few characters: `412`, `98 k`, `1.2 M`.
  private static func brief(_ rate: Double) -> String {
    switch rate {
    case ..<10: String(format: "%.1f", rate)
    case ..<10_000: "\(Int(rate.rounded()))"
    case ..<1_000_000: "\(Int((rate / 1000).rounded())) k"
    default: String(format: "%.1f M", rate / 1e6)
    }
  }
}
