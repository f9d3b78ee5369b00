import Foundation
import Recovery
import RecoveryRuns
import Reporting

/// A recovery with what it came to.
struct FinishedRecovery {
  let result: RecoveryResult
  /// Seconds that this call spent on it.
  let wallSeconds: Double

  private var point: PathPoint { result.point.path }

  /// What a person should know before relying on it.
  var warnings: [String] {
    var warnings: [String] = []
    switch result.choice?.gridEnd {
    case .largestWeight:
      warnings.append(
        "The chosen weight is the largest of the path: a larger one may be better; raise --largest."
      )
    case .smallestWeight:
      warnings.append(
        "The chosen weight is the smallest that was solved: a smaller one may be better; lower "
          + "--smallest, or raise --rank-limit.")
    case nil: break
    }
    if let limit = result.run.options.rankLimit, point.rank > limit {
      warnings.append(
        "The rank is \(point.rank), above the limit of \(limit): already the first weight gives that "
          + "many singular values; begin at a larger one, or raise --rank-limit.")
    } else if result.isCutByRankLimit {
      warnings.append(
        "The path ended at weight \(short(point.weight)) because the rank would have passed the limit; "
          + "raise --rank-limit.")
    }
    if result.emptyRows + result.emptyColumns > 0 {
      warnings.append(
        "\(result.emptyRows) rows and \(result.emptyColumns) columns have no entry to solve from; "
          + "their predictions are zero\(result.run.options.centering == .none ? "" : " plus offsets")."
      )
    }
    if !result.isCertified {
      warnings.append(
        "The solution is not converged: its relative KKT residual is \(short(point.kktResidual)), above "
          + "\(short(result.run.options.tolerance)); raise --tolerance, or choose a larger weight.")
    }
    return warnings
  }

  // MARK: For a person

  /// What was recovered, in 80 columns.
  var table: String {
    let rows = facts.map { name, value in
      value.wrapped(to: 58).enumerated().map { index, line in
        "  \((index == 0 ? name : "").padded(to: 18))\(line)"
      }.joined(separator: "\n")
    }
    return ([title] + rows + ["Folder: \(result.folder)"]).joined(separator: "\n")
  }

  private var title: String {
    let input = result.run.input
    let hidden = result.hiddenCount > 0 ? ", \(result.hiddenCount) hidden" : ""
    let noun =
      switch input {
      case .completion: "observed entries"
      case .sensing: "measurements"
      case .regression: "samples"
      }
    return "\(input.kind.prefix(1).uppercased() + input.kind.dropFirst()) of \(result.rows) × "
      + "\(result.columns) from \(result.observations) \(noun)\(hidden)"
  }

  private var facts: [(name: String, value: String)] {
    var facts = [
      ("penalty", "\(result.run.options.penalty.rawValue) (\(result.run.options.penalty.form))"),
      ("weight", weightText),
      ("rank", "\(point.rank)"),
      (
        "objective",
        "\(long(point.objective)) = loss \(long(point.loss)) + μ × \(long(point.penalty))"
      ),
    ]
    if let heldOut = result.heldOut { facts.append(("held-out RMSE", text(heldOut))) }
    facts.append(
      (
        "KKT residual",
        "\(short(point.kktResidual)), tolerance \(short(result.run.options.tolerance)): "
          + (result.isCertified ? "stationary" : "not converged")
      ))
    facts.append(("optimality", result.optimality))
    return facts
  }

  private var weightText: String {
    let lambda = point.lambda.map { ", λ = \(short($0))" } ?? ""
    let place = result.choice.map { choice in
      "; point \(choice.index + 1) of \(result.weights.count)"
    }
    return
      "μ = \(short(point.weight))\(lambda); μ_max = \(short(result.maximumWeight))\(place ?? "")"
  }

  private func text(_ heldOut: RecoveryResult.HeldOut) -> String {
    let what = heldOut.kind == .hidden ? "hidden entries" : "cross-validation"
    return
      "\(long(heldOut.rmse)) ± \(heldOut.standardError.formatted(significantDigits: 2)) (\(what))"
  }

  private func short(_ value: Double) -> String { value.formatted(significantDigits: 3) }
  private func long(_ value: Double) -> String { value.formatted(significantDigits: 5) }

  // MARK: The page

  /// Draws the charts and writes `report.html`; returns its path.
  func writeReport(console: Console) throws -> String {
    let charts = result.charts
    console.message("drawing \(charts.count) charts")
    let rendering = Rendering(of: charts)
    for problem in rendering.problems { console.warning(problem.message) }
    let options = result.run.options
    let page = ChartPage(
      subject: "recovery", title: title,
      headline: "Rank \(point.rank)"
        + (result.heldOut.map { ", held-out error \(text($0))" } ?? ""),
      detail:
        "\(options.penalty.rawValue) · \(weightText) · KKT residual \(short(point.kktResidual))",
      charts: charts,
      facts: [
        .init(title: "Result", rows: facts),
        .init(
          title: "Run",
          rows: [
            ("data", result.run.input.source), ("centering", options.centering.rawValue),
            ("solver", result.run.isFactored ? "factored" : "dense"), ("seed", "\(options.seed)"),
            ("points solved", "\(result.points.count)"),
            ("steps", "\(result.points.reduce(0) { $0 + $1.path.iterations })"),
            ("wall time", ProgressLine.brief(.seconds(wallSeconds))),
            ("configuration", String(result.run.configurationHash.prefix(16))),
          ]),
      ])
    return try page.write(to: result.folder, rendering: rendering)
  }
}
