import Auditing
import Foundation

/// What `--explain` prints.
enum MetricExplanations {
  /// One metric, a group of them, or `all`, in lines of at most `width` characters.
  ///
  /// - Throws: `AuditError` with code `unknownMetric`.
  static func text(of name: String, _ options: AuditOptions, width: Int) throws -> String {
    try metrics(named: name, options).map { metric in
      metric.explanation.split(separator: "\n").flatMap { hanging($0, width: width) }
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private static func metrics(named name: String, _ options: AuditOptions) throws -> [Metric] {
    let all = MetricCatalogue(options).metrics
    let members = all.filter { name == "all" || $0.group.rawValue == name }
    return try members.isEmpty ? [MetricCatalogue.metric(named: name, options)] : members
  }

  /// Further lines begin where the text of the first does, behind its title.
  private static func hanging(_ line: Substring, width: Int) -> [String] {
    guard line.hasPrefix("  "), line.count > 11 else { return [String(line)] }
    let title = line.prefix(11)
    return String(line.dropFirst(11)).wrapped(to: width - 11).enumerated().map {
      ($0 == 0 ? String(title) : String(repeating: " ", count: 11)) + $1
    }
  }
}
