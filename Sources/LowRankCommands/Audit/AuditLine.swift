import Auditing
import Foundation

/// Shows on standard error how an audit stands: the line of a run, with the share of the work and
/// the tensor in work in front.
struct AuditLine: AuditProgress {
  private let line: LiveProgress?
  private let label: String

  /// - Parameters:
  ///   - style: How it is shown.
  ///   - isQuiet: Whether it is not.
  ///   - label: What is under way.
  init(style: ProgressStyle, isQuiet: Bool, label: String = "audit") {
    self.label = label
    line = LiveProgress.form(style: style, isQuiet: isQuiet)
      .map { LiveProgress($0, counting: "matrices") }
  }

  func started(_ state: AuditState) {
    line?.started(label: label, done: state.done, total: state.total)
  }

  func advanced(_ state: AuditState) {
    let share = "\(Int((100 * state.fraction).rounded(.down))) %"
    line?.advanced(
      done: state.done, total: state.total, fraction: state.fraction,
      at: "\(share) \(ShortNames.shortened(state.name, to: 27 - share.count))")
  }

  func finished() {
    line?.finished()
  }
}
