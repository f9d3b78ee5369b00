import Foundation

/// The text of one state of a run: what is done, how fast, how long it will take.
struct ProgressLine {
  let label: String
  let done: Int
  let total: Int
  /// Trials that were there at the start and say nothing about the rate.
  let doneBefore: Int
  /// The share of the work that is done, in `0...1`.
  let fraction: Double
  let elapsed: Duration

  /// One line of at most 79 columns, so that a terminal of 80 never wraps it.
  var live: String {
    let numbers = "\(done)/\(total)  \(rate)  \(remaining)"
    let name = label.count > 28 ? label.prefix(27) + "…" : label[...]
    let width = max(4, min(30, 79 - name.count - numbers.count - 4))
    let filled = Int((fraction * Double(width)).rounded(.down))
    let bar =
      String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
    return String("\(name)  \(bar)  \(numbers)".prefix(79))
  }

  /// The same without a bar, for a log.
  var plain: String { "\(label): \(done)/\(total), \(rate), \(remaining)" }

  private var rate: String {
    let perSecond = Double(done - doneBefore) / max(elapsed / .seconds(1), 1e-3)
    return perSecond >= 10
      ? "\(Int(perSecond.rounded()))/s" : String(format: "%.1f/s", perSecond)
  }

  private var remaining: String {
    let before = total > 0 ? Double(doneBefore) / Double(total) : 0
    let gained = fraction - before
    guard gained > 1e-6 else { return "time left unknown" }
    return Self.brief(elapsed * ((1 - fraction) / gained)) + " left"
  }

  /// A duration as a person says it: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
  static func brief(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    guard seconds >= 9.95 else { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
  }
}
