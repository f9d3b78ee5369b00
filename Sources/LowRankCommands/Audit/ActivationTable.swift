import Auditing
import Checkpoints
import Foundation
import Reporting

/// Matrices of activations and their pairs in lines of limited width.
struct ActivationTable {
  let lines: [String]

  init(_ result: ActivationResult, width: Int) {
    let names = result.matrices.map { ($0.name, $0.name.shown) }
    var notes = Set(result.matrices.flatMap(\.notes).filter { $0.hasPrefix("deadSamples") })
    var lines = Self.matrices(result, names, width)
    if !result.pairs.isEmpty {
      lines += [""] + Self.pairs(result, Dictionary(names, uniquingKeysWith: { a, _ in a }), width)
      notes.formUnion(result.pairs.flatMap(\.notes))
      notes.formUnion(result.matrices.flatMap(\.notes).filter { $0.hasPrefix("nonfinite") })
    }
    self.lines = lines + notes.sorted().flatMap { "note: \($0)".wrapped(to: width) }
  }

  /// `gram_` of the kernel, the others of the features themselves.
  private static func matrices(
    _ result: ActivationResult, _ names: [(String, String)], _ width: Int
  ) -> [String] {
    let columns = [
      "feature_effective_rank", "feature_stable_rank", "gram_effective_rank", "rankme_paper",
    ]
    let heading = [
      [
        "kernel \(result.options.kernel)", "samples", "features", "effective", "stable",
        "gram eff.", "RankMe",
      ],
      ["", "", "", "rank", "rank", "rank", "(paper)"],
    ]
    let cells = columns.map { column in
      let values = result.matrices.map { $0.metrics[column] }
      let form = NumberColumn(values)
      return values.map { form.text($0) }
    }
    let numbers = result.matrices.enumerated().map { index, matrix in
      ["\(matrix.samples)", "\(matrix.features)"] + cells.map { $0[index] }
    }
    let others = table(heading.map { Array($0.dropFirst()) }, left: 0, numbers)
    let room = max(12, width - (others.map(\.count).max() ?? 0) - 2)
    let fitting = ShortNames(names.map(\.1)).fitting(room)
    return table(heading, left: 1, zip(fitting, numbers).map { [$0] + $1 })
  }

  private static func pairs(
    _ result: ActivationResult, _ names: [String: String], _ width: Int
  ) -> [String] {
    let heading = [["first", "second", "CKA biased", "CKA unbiased", "angle"]]
    let columns = ["cka_linear_biased", "cka_linear_unbiased", "cka_distance"]
    let room = max(12, (width - 12 - 14 - 9 - 4) / 2)
    let short = names.mapValues { ShortNames.shortened($0, to: room) }
    let rows = result.pairs.map { pair in
      [pair.first, pair.second].map { short[$0] ?? $0 }
        + columns.map { column in
          pair.metrics[column]?.double.map { String(format: "%.4f", $0) } ?? "–"
        }
    }
    return table(heading, left: 2, rows)
  }

  private static func table(_ heading: [[String]], left: Int, _ rows: [[String]]) -> [String] {
    TextTable(heading: heading, left: left, rows: rows).lines
  }
}
