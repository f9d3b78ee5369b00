import Auditing
import Runs

/// What a command line asks for, checked before any file is opened.
struct AuditJob {
  let options: AuditOptions
  let rules: ViewRules
  let selection: MetricSelection
  let gates: [GateExpression]

  /// - Throws: `AuditError` for a rule, a metric or a number that means nothing.
  init(_ command: AuditCommand) throws {
    var options = command.metrics.options
    command.views.apply(to: &options)
    options.includesIntegers = command.input.includeIntegers
    options.repeatsAliases = command.output.repeatAliases
    options.compatibility = command.output.compat
    self.options = options
    rules = try command.views.rules(for: command.input)
    selection = try MetricSelection(options)
    gates = try command.gates.failIf.map { try GateExpression(parsing: $0) }
    for gate in gates { try require(gate.metric, for: "--fail-if") }
    for column in command.output.columns?.values ?? [] { try require(column, for: "--columns") }
    if let order = command.output.sort, SortOrder.Property(rawValue: order.key) == nil {
      try require(order.key, for: "--sort")
    }
  }

  /// - Throws: `AuditError` for no metric, `UnusableInput` for one that is not computed.
  private func require(_ name: String, for option: String) throws {
    let metric = try MetricCatalogue.metric(named: name, options)
    guard selection.metrics.contains(where: { $0.name == metric.name }) else {
      throw UnusableInput(
        "\(option) asks for \(name), which is not computed; add it to --metrics"
          + (metric.group == .null ? ", and give --null 1 or more." : "."))
    }
  }
}
