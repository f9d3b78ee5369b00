import Checkpoints
import Foundation

/// What a stored row is known by; equal keys mean equal numbers.
struct RowKey: Codable, Hashable, Sendable {
  /// The row, for human eyes.
  let row: AuditRow.Identity
  /// The SHA-256 of everything that decides the numbers.
  let sha256: String
  /// Whether all singular values are kept as well.
  var hasSpectrum = false

  /// The key of a planned row.
  ///
  /// - Parameters:
  ///   - planned: The row.
  ///   - digests: The digests of ``PlannedMatrix/sources``, in that order.
  ///   - tensor: The tensor of the row.
  ///   - recipe: Everything that decides numbers and is the same for all rows.
  ///   - means: What memory allows.
  init(
    _ planned: PlannedMatrix, digests: [String], tensor: StoredTensor, recipe: String,
    means: MatrixAnalysis.Means
  ) {
    row = planned.identity
    let parts: [String] = [
      recipe, row.name, row.view, row.part, tensor.typeName, "\(tensor.shape)",
      digests.joined(separator: " "), planned.content.text,
      "\(means.isTopOnly) \(means.isWithoutNull)", planned.notes.joined(separator: "\n"),
    ]
    // Lengths in front, so that no two lists of parts give one text.
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    sha256 = SHA256.hexadecimal(of: Array(text.utf8))
  }

  /// The SHA-256 of everything that decides numbers and is the same for all rows of an audit.
  static func recipe(_ options: AuditOptions, _ selection: MetricSelection) -> String {
    var options = options
    let standard = AuditOptions()
    // These choose rows; what is in a row they do not touch.
    options.includesIntegers = standard.includesIntegers
    options.repeatsAliases = standard.repeatsAliases
    options.convolutionView = standard.convolutionView
    options.convolutionGrid = standard.convolutionGrid
    options.metrics = selection.metrics.map { "\($0.name)/\($0.version)" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = (try? encoder.encode(options)).map { String(decoding: $0, as: UTF8.self) }
    let recipe = "lowrank.audit-row/1 \(MetricSelection.version) \(text ?? "\(options)")"
    return SHA256.hexadecimal(of: Array(recipe.utf8))
  }
}

extension MatrixContent {
  /// Where the elements lie, in one text.
  fileprivate var text: String {
    switch self {
    case .matrix(let layout): layout.text
    case .pooled(let layouts): layouts.map(\.text).joined(separator: ";")
    case .convolution(let layout, let kernel, let grid):
      "\(layout.text) \(kernel.height)x\(kernel.width) \(grid.height)x\(grid.width)"
    case .product(let pair): "\(pair.leftLayout.text) \(pair.rightLayout.text) \(pair.scale)"
    }
  }
}

extension MatrixLayout {
  fileprivate var text: String {
    let axes = [rows, columns].map { $0.map { "\($0.length)*\($0.stride)" }.joined(separator: ",") }
    let factor = scale.map {
      """
      \($0.first),\($0.gridColumns),\($0.rowBlock),\($0.columnBlock),\($0.rowStart),\
      \($0.columnStart),\($0.isTransposed)
      """
    }
    return "\(offset)[\(axes[0])|\(axes[1])]\(factor ?? "")"
  }
}
