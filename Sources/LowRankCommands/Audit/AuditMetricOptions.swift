public import ArgumentParser
public import Auditing

extension AuditOptions.Route: ExpressibleByArgument {}

/// What is measured.
struct AuditMetricOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Compute these only, with commas between them; --explain all has the names.",
      valueName: "names"))
  var metrics: CommaList<String>?

  @Option(
    help: ArgumentHelp("Tolerances X of rank@X; 1e-2,1e-3 if not given.", valueName: "list"))
  var rankTol: CommaList<Ratio>?

  @Option(
    help: ArgumentHelp("Exponents P of schatten_p@P; 2/3,0.5,1 if not given.", valueName: "list"))
  var schatten: CommaList<Ratio>?

  @Option(
    name: .customLong("k"),
    help: ArgumentHelp(
      "Ranks of rel_error@k and compress_ratio@k; 1,2,4,… 512 if not given.", valueName: "list"))
  var ranks: CommaList<Int>?

  @Option(
    name: .customLong("null"),
    help: ArgumentHelp(
      "Compare with this many copies whose entries are shuffled; 0 for none.", valueName: "R"))
  var nullReplicates = AuditOptions().nullReplicates

  @Option(help: ArgumentHelp("The root of every random draw.", valueName: "n"))
  var seed = AuditOptions().seed

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "False-alarm probability per matrix: that noise alone passes the threshold of spikes.",
      valueName: "p"))
  var twP = AuditOptions().tracyWidomProbability

  @Option(help: ArgumentHelp("The fewest values in a power-law tail.", valueName: "n"))
  var alphaMinTail = AuditOptions().alphaMinimumTail

  @Option(
    help: ArgumentHelp("Replicates for alpha_p; without them it is not computed.", valueName: "R"))
  var alphaBootstrap = AuditOptions().alphaBootstrap

  @Option(
    help:
      "Singular values: gram (by the Gram matrix), direct (by QR, slower), or auto (by what the metrics need)."
  )
  var svd = AuditOptions().route

  /// What the audit is told, before views and files.
  var options: AuditOptions {
    var options = AuditOptions()
    if let metrics, metrics.values != ["all"] { options.metrics = metrics.values }
    if let rankTol { options.rankTolerances = rankTol.values.map(\.value) }
    if let schatten { options.schattenExponents = schatten.values.map(\.value) }
    if let ranks { options.compressionRanks = ranks.values }
    options.nullReplicates = nullReplicates
    options.seed = seed
    options.tracyWidomProbability = twP
    options.alphaMinimumTail = alphaMinTail
    options.alphaBootstrap = alphaBootstrap
    options.route = svd
    return options
  }
}
