import Auditing

extension AuditCommand {
  /// Options that were given, in the order of the help, and mean nothing for stored activations.
  var foreignToActivations: [String] {
    let standard = AuditOptions()
    let isGiven: [(String, Bool)] = [
      ("--include", !input.include.isEmpty), ("--exclude", !input.exclude.isEmpty),
      ("--limit", input.limit != nil), ("--recursive", input.recursive),
      ("--include-integers", input.includeIntegers),
      ("--include-optimizer", input.includeOptimizer), ("--view", !views.view.isEmpty),
      ("--transpose", !views.transpose.isEmpty), ("--split", !views.split.isEmpty),
      ("--heads", !views.heads.isEmpty), ("--conv", !views.convolutions.isEmpty),
      ("--stack-as-one", !views.stackAsOne.isEmpty),
      ("--conv-view", views.convolutionView != standard.convolutionView),
      ("--conv-grid", views.convolutionGrid != nil), ("--metrics", metrics.metrics != nil),
      ("--rank-tol", metrics.rankTol != nil), ("--schatten", metrics.schatten != nil),
      ("--k", metrics.ranks != nil),
      ("--null", metrics.nullReplicates != standard.nullReplicates),
      ("--seed", metrics.seed != standard.seed),
      ("--tw-p", metrics.twP != standard.tracyWidomProbability),
      ("--alpha-min-tail", metrics.alphaMinTail != standard.alphaMinimumTail),
      ("--alpha-bootstrap", metrics.alphaBootstrap != standard.alphaBootstrap),
      ("--svd", metrics.svd != standard.route), ("--dry-run", execution.dryRun),
      ("--out", execution.out != nil), ("--resume", execution.resume),
      ("--threads", execution.work.threads != nil), ("--jsonl", output.jsonl),
      ("--html", output.html != nil), ("--spectra", output.spectra != nil),
      ("--compat", output.compat != nil), ("--sort", output.sort != nil),
      ("--columns", output.columns != nil), ("--repeat-aliases", output.repeatAliases),
      ("--no-report", output.withoutReport), ("--fail-if", !gates.failIf.isEmpty),
      ("--require-complete", gates.requireComplete),
    ]
    return isGiven.filter(\.1).map(\.0)
  }
}
