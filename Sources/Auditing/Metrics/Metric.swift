import Spectra

/// A number about a matrix: what it is called, what it means, and how it is computed.
///
/// A name means one formula. No squared norm stands under an unsquared name, and no logarithm unless
/// the name begins with `log10_`.
public struct Metric: Sendable {
  /// Metrics that are asked for together.
  public enum Group: String, Codable, CaseIterable, Hashable, Sendable {
    /// Entropies, ranks and the condition number.
    case rank
    /// Norms, and means and counts of entries.
    case norm
    /// Errors and sizes of products of rank k.
    case compression
    /// The power-law tail of `λ = σ²`.
    case alpha
    /// The Marchenko-Pastur bulk and what stands out of it.
    case mp
    /// The same numbers of the matrix with its entries permuted.
    case null
    /// What WeightWatcher prints under the same names; only in `weightwatcher.csv`.
    case weightWatcher = "weightwatcher"
  }

  /// The column.
  public let name: String
  /// What it belongs to.
  public let group: Group
  /// The formula, with `σ` the singular values, `λ = σ²`, `m × n` the shape, `q` their number.
  public let formula: String
  /// `1` for a pure number, `nats`, `count`, `A` for the unit of the entries, `A²`.
  public let unit: String
  /// Where the values lie.
  public let range: String
  /// Rises when the formula changes.
  public let version: Int
  /// The paper, or "derived".
  public let source: String
  /// What a careful reader would want to know; may be empty.
  public let remark: String

  /// What has to be there for the formula to make sense.
  enum Need: Sendable {
    /// The shape.
    case shape
    /// The entries themselves, not only a product of factors.
    case entries
    /// The entries, or of a product of factors all singular values.
    case norm
    /// The largest singular values.
    case leading
    /// All singular values.
    case spectrum
  }

  /// What values there are.
  enum Kind: Sendable {
    /// Numbers, of either sign or zero.
    case number
    /// Numbers above zero: one that is 0 was too small for a `Double`.
    case positive
    /// Texts.
    case text
  }

  let need: Need
  let kind: Kind
  /// The value of the zero matrix; nil where the formula holds there too.
  let atZero: MetricValue?
  private let formulaValue: @Sendable (MetricContext) -> MetricValue

  init(
    _ name: String, _ group: Group, _ formula: String, unit: String = "1", range: String,
    kind: Kind = .number, version: Int = 1, source: String = "derived", remark: String = "",
    need: Need = .spectrum,
    atZero: MetricValue? = .undefined("zeroMatrix"),
    value: @escaping @Sendable (MetricContext) -> MetricValue
  ) {
    self.name = name
    self.group = group
    self.formula = formula
    self.unit = unit
    self.range = range
    self.version = version
    self.source = source
    self.remark = remark
    self.need = need
    self.kind = kind
    self.atZero = atZero
    formulaValue = value
  }

  /// The metric of a matrix.
  ///
  /// - Returns: A finite number, or why there is none: `nonfinite`, `empty`, `topK`, `zeroMatrix`,
  ///   `noEntries`, `outOfRange`, or a reason of the metric's own.
  func value(in context: MetricContext) -> MetricValue {
    let matrix = context.matrix
    switch need {
    case .shape: return checked(formulaValue(context))
    case .entries:
      guard matrix.entries != nil else { return .undefined("noEntries") }
      return checked(formulaValue(context))
    case .norm:
      if let reason = matrix.missingNorm { return .undefined(reason) }
      if matrix.frobeniusNorm == 0, let atZero { return atZero }
      return checked(formulaValue(context))
    case .leading, .spectrum:
      if let reason = matrix.missingSpectrum { return .undefined(reason) }
      if matrix.singularValues.first == 0, let atZero { return atZero }
      if case .spectrum = need, !matrix.isComplete { return .undefined("topK") }
      return checked(formulaValue(context))
    }
  }

  /// The value itself, or `outOfRange` for a number that a `Double` cannot hold.
  private func checked(_ value: MetricValue) -> MetricValue {
    guard case .number(let number) = value else { return value }
    let isLost = number == 0 && kind == .positive
    return number.isFinite && !isLost ? value : .undefined("outOfRange")
  }
}

extension MeasuredMatrix {
  /// Why there is no Frobenius norm; nil where there is.
  fileprivate var missingNorm: String? {
    guard let entries else { return missingSpectrum }
    if entries.notNumbers + entries.infinities > 0 { return "nonfinite" }
    return rows == 0 || columns == 0 ? "empty" : nil
  }

  /// Why there are no singular values; nil where there are.
  fileprivate var missingSpectrum: String? {
    if !singularValues.isEmpty { return nil }
    if let entries, entries.notNumbers + entries.infinities > 0 { return "nonfinite" }
    return rows == 0 || columns == 0 ? "empty" : "noSpectrum"
  }
}
