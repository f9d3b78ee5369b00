import Foundation
import Runs
import Synchronization

/// Shows the course of a run on standard error.
///
/// On a terminal one line is rewritten in place, at most ten times a second:
/// `rank-density  ━━━━━━━━──────  1234/4096  412/s  7 s left`. Elsewhere a plain line tells the
/// start, every ten seconds the state, and the end.
final class LiveProgress: ProgressObserver {
  private struct State {
    var label = ""
    var begun = ContinuousClock.now
    var shown = ContinuousClock.now
    var doneBefore = 0
    var done = 0
    var total = 0
  }

  /// How the course is shown.
  enum Form {
    /// One line, rewritten in place.
    case live
    /// A line now and then.
    case plain

    /// The time between two texts.
    var interval: Duration { self == .live ? .milliseconds(100) : .seconds(10) }
  }

  private let console = Console()
  private let form: Form
  private let noun: String
  private let state = Mutex(State())

  /// The observer for a style: `.auto` takes the live line where standard error is a terminal;
  /// nothing is shown if quiet or told so.
  static func observer(style: ProgressStyle, isQuiet: Bool) -> any ProgressObserver {
    form(style: style, isQuiet: isQuiet).map { LiveProgress($0) } ?? SilentProgress()
  }

  /// How a style shows the course here; nil for not at all.
  static func form(style: ProgressStyle, isQuiet: Bool) -> Form? {
    guard !isQuiet, style != .none else { return nil }
    return style == .auto && Console.messagesReachTerminal ? .live : .plain
  }

  /// Shows the course in this form; `noun` is what is counted.
  init(_ form: Form, counting noun: String = "trials") {
    self.form = form
    self.noun = noun
  }

  func started(label: String, done: Int, total: Int) {
    let kept = done > 0 ? ", \(done) kept from an earlier call" : ""
    state.withLock { state in
      state = State(label: label, doneBefore: done, done: done, total: total)
      if form == .plain { console.raw("\(label): \(total) \(noun)\(kept)\n") }
    }
  }

  func advanced(done: Int, total: Int, fraction: Double) {
    advanced(done: done, total: total, fraction: fraction, at: nil)
  }

  /// As above, with what is in work in place of the label.
  func advanced(done: Int, total: Int, fraction: Double, at place: String?) {
    state.withLock { state in
      state.done = done
      let now = ContinuousClock.now
      guard state.shown.duration(to: now) >= form.interval else { return }
      state.shown = now
      let text = ProgressLine(
        label: place ?? state.label, done: done, total: total, doneBefore: state.doneBefore,
        fraction: fraction, elapsed: state.begun.duration(to: now))
      switch form {
      case .live: console.raw("\r\u{1B}[K" + text.live)
      case .plain: console.raw(text.plain + "\n")
      }
    }
  }

  func finished() {
    state.withLock { state in
      if form == .live { console.raw("\r\u{1B}[K") }
      let time = ProgressLine.brief(state.begun.duration(to: .now))
      console.raw("\(state.label): \(state.done) of \(state.total) \(noun), \(time)\n")
    }
  }
}
