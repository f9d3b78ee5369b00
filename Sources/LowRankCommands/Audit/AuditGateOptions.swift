import ArgumentParser

/// What makes the status 1.
struct AuditGateOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Fail if a row satisfies this, such as 'stable_rank < 2 for attention'; may be repeated.",
      valueName: "expression"))
  var failIf: [String] = []

  @Flag(help: "Fail if a tensor that should be audited is skipped.")
  var requireComplete = false
}
