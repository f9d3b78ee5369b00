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
    rules = try command.views.rules(for: command.input)
    gates = try command.gates.failIf.map { try GateExpression(parsing: $0) }
    options.metrics = try Self.metrics(
      gates.map(\.metric) + (command.output.columns?.values ?? [])
        + [command.output.sort?.metric].compactMap(\.self), besides: options)
    selection = try MetricSelection(options)
    self.options = options
  }

  /// The metrics of `options`, and those that other options name besides.
  ///
  /// - Throws: `AuditError` for a name of no metric.
  private static func metrics(
    _ names: [String], besides options: AuditOptions
  ) throws -> [String]? {
    let chosen = Set(try MetricSelection(options).metrics.map(\.name))
    let further = try names.map { try MetricCatalogue.metric(named: $0, options).name }
      .filter { !chosen.contains($0) }
    return further.isEmpty ? options.metrics : (options.metrics ?? ["all"]) + further
  }
}
