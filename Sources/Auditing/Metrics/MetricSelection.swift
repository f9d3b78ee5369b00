public import Randomness
import Synchronization

/// The metrics that somebody asked for, in the order of the columns, ready to be evaluated.
public struct MetricSelection: Sendable {
  /// The metrics.
  public let metrics: [Metric]
  /// What `weightwatcher.csv` needs; stored with a row, never among its columns.
  let compatible: [Metric]
  /// Rises when a formula or the set of columns changes; part of the key of a stored row.
  public static let version = 2

  private let settings: MetricContext.Settings
  /// Everything that is evaluated, and its names.
  private let evaluated: [Metric]
  let names: MetricValues.Names
  /// The places of the metrics of each group.
  private let groups: [(group: Metric.Group, members: [Int])]
  /// The metrics that inexact singular values may change, and those of them compared with a null.
  private let ofSpectrum, ofNull: [Metric]
  private let wantsSmallest, hasBulk: Bool
  private let noteTexts = NoteTexts()

  /// Resolves the names of `options.metrics`: metrics, with any parameter, groups such as `mp`, or
  /// `all`; nil is `all`.
  ///
  /// No `mp_` column is shown without `mp_ks` and its value under the null model.
  ///
  /// - Throws: ``AuditError`` with code `unknownMetric`, or `invalidOption` for a number that no
  ///   metric takes.
  public init(_ options: AuditOptions) throws(AuditError) {
    try options.checkMetricNumbers()
    var parameters = MetricParameters(options)
    var wanted: Set<String> = []
    var groups: Set<Metric.Group> = []
    for name in options.metrics ?? ["all"] {
      if name == "all" {
        groups.formUnion(Metric.Group.allCases)
      } else if let group = Metric.Group(rawValue: name) {
        groups.insert(group)
      } else {
        wanted.insert(parameters.add(name) ?? name)
      }
    }
    let catalogue = MetricCatalogue(parameters, options).metrics
    let known = Set(catalogue.map(\.name))
    if let stranger = wanted.subtracting(known).sorted().first {
      // The name may be that of a column that needs more replicates.
      _ = try MetricCatalogue.metric(named: stranger, options)
      throw AuditError(
        .invalidOption,
        "The metric \"\(stranger)\" needs \(options.nullReplicates == 0 ? "a" : "a second") "
          + "permuted matrix; give --null \(options.nullReplicates == 0 ? 1 : 2) or more.")
    }
    if groups.contains(.mp)
      || catalogue.contains(where: { $0.group == .mp && wanted.contains($0.name) })
    {
      wanted.formUnion([Metric.distance, "null_" + Metric.distance])
    }
    let metrics = catalogue.filter { groups.contains($0.group) || wanted.contains($0.name) }
    let names = Set(metrics.map(\.name))
    self.metrics = metrics
    compatible =
      options.compatibility == .weightWatcher
      ? WeightWatcher.metrics
        + catalogue.filter { WeightWatcher.ofNoise.contains($0.name) && !names.contains($0.name) }
      : []
    settings = MetricContext.Settings(
      tracyWidomProbability: options.tracyWidomProbability,
      alphaMinimumTail: options.alphaMinimumTail, alphaBootstrap: options.alphaBootstrap)
    nullReplicates =
      compatible.isEmpty && !metrics.contains { $0.group == .null } ? 0 : options.nullReplicates
    needsNorm = metrics.contains { $0.need == .norm }
    needsSpectrum =
      !compatible.isEmpty || metrics.contains { $0.need == .leading || $0.need == .spectrum }
    evaluated = metrics + compatible
    self.names = MetricValues.Names(evaluated.map(\.name))
    self.groups = Metric.Group.allCases.compactMap { group in
      let members = metrics.indices.filter { metrics[$0].group == group }
      return members.isEmpty ? nil : (group, members)
    }
    ofSpectrum = evaluated.filter {
      ($0.need == .spectrum || $0.need == .leading) && $0.group != .null
        && !Self.ofNoConsequence.contains($0.name)
    }
    ofNull = catalogue.filter {
      Metric.comparedWithNull.contains($0.name) && names.contains("null_" + $0.name)
    }
    wantsSmallest = evaluated.contains { Self.ofSmallestValue.contains($0.name) }
    hasBulk = metrics.contains { $0.group == .mp }
  }

  /// How many permuted matrices the metrics need; 0 where none of them is a comparison.
  public let nullReplicates: Int

  /// Whether the spectra of the slices of convolutions are needed.
  var needsSlices: Bool { !compatible.isEmpty }

  /// Whether a product of factors needs its singular values for the norm alone.
  let needsNorm: Bool

  /// Whether any metric needs singular values.
  public let needsSpectrum: Bool

  /// The metrics of a matrix by name.
  ///
  /// - Parameters:
  ///   - matrix: What was measured.
  ///   - draws: Where the bootstrap of `alpha_p` draws from; see ``SeedPath``.
  /// - Returns: One value for each metric.
  public func values(
    of matrix: MeasuredMatrix, draws: SeedPath? = nil
  ) -> MetricValues {
    let context = MetricContext(matrix, settings, draws: draws)
    // In place: a metric is a dozen references, and a copy of it would count each.
    let values = evaluated.withUnsafeBufferPointer { metrics in
      metrics.indices.map { metrics[$0].value(in: context) }
    }
    return MetricValues(values, names: names)
  }

  /// Why values are undefined, one note per reason and metric, `alpha: tooFewValues` for a whole
  /// group at once; and `smallMatrix` where the Tracy-Widom law is only approximate.
  public func notes(on values: MetricValues, of matrix: MeasuredMatrix) -> [String] {
    let values = values.sharing(names).values
    precondition(
      values.count == evaluated.count, "\(values.count) values of \(evaluated.count) metrics")
    var notes: [String] = []
    for (group, members) in groups {
      if let reason = values[members[0]].reason,
        members.allSatisfy({ values[$0].reason == reason })
      {
        notes.append(noteTexts[group.rawValue, reason])
      } else {
        for member in members {
          guard let reason = values[member].reason else { continue }
          notes.append(noteTexts[names.list[member], reason])
        }
      }
    }
    if (1..<64).contains(matrix.shortSide), hasBulk { notes.append("smallMatrix") }
    return notes
  }
}

/// The texts `subject: reason`, each in memory once however many rows have it.
private final class NoteTexts: Sendable {
  private let texts = Mutex<[String: [String: String]]>([:])

  subscript(subject: String, reason: String) -> String {
    texts.withLock { texts in
      if let text = texts[subject]?[reason] { return text }
      let text = "\(subject): \(reason)"
      texts[subject, default: [:]][reason] = text
      return text
    }
  }
}

extension MetricValue {
  /// Why there is no value; nil where there is one, or where nobody asked for it.
  fileprivate var reason: String? {
    if case .undefined(let reason) = self, reason != "notRequested" { return reason }
    return nil
  }
}

// MARK: - Fallback to better singular values

extension MetricSelection {
  /// Whether a metric needs better singular values than the Gram matrix gives.
  ///
  /// - Parameters:
  ///   - matrix: What is known but the singular values; its own are not looked at. Without entries
  ///     and storage floor the metrics that need these do not count.
  ///   - lower: The least that the singular values may be; see `StreamedSpectrum`.
  ///   - upper: The most.
  /// - Returns: Whether a value differs by more than 1e-6 relative, or the smallest singular value
  ///   itself is wanted and below `1e-5 σ₁`.
  /// - Source: specification of the audit, section 5, rule 4.
  public func isSensitive(_ matrix: MeasuredMatrix, lower: [Double], upper: [Double]) -> Bool {
    guard let largest = upper.first, largest > 0 else { return false }
    if wantsSmallest, let smallest = upper.last, smallest < 1e-5 * largest { return true }
    guard lower != upper else { return false }
    let contexts = [lower, upper].map { MetricContext(matrix.with($0), settings) }
    return ofSpectrum.contains {
      differ($0.value(in: contexts[0]), $0.value(in: contexts[1]))
    }
  }

  /// The same for a matrix with permuted entries.
  public func isSensitive(
    nullOf matrix: MeasuredMatrix, lower: [Double], upper: [Double]
  ) -> Bool {
    let contexts = [lower, upper].map { MetricContext(matrix.with($0), settings) }
    return ofNull.contains {
      differ($0.value(in: contexts[0]), $0.value(in: contexts[1]))
    }
  }

  private static let ofSmallestValue: Set = [
    "condition_number", "sigma_min", WeightWatcher.prefix + "sv_min",
  ]
  /// Decided by a rule of their own, or a rounding error itself.
  private static let ofNoConsequence = ofSmallestValue.union(["fro_check"])
}

private func differ(_ left: MetricValue, _ right: MetricValue) -> Bool {
  guard let a = left.double, let b = right.double else {
    return (left.double == nil) != (right.double == nil)
  }
  return abs(a - b) > 1e-6 * max(abs(a), abs(b))
}

extension MeasuredMatrix {
  /// The same matrix with other singular values and without null.
  fileprivate func with(_ singularValues: [Double]) -> MeasuredMatrix {
    MeasuredMatrix(
      rows: rows, columns: columns, entries: entries, singularValues: singularValues,
      frobeniusNorm: frobeniusNorm, storageFloor: storageFloor)
  }
}

extension AuditOptions {
  /// Whether the numbers in the options are those of metrics.
  fileprivate func checkMetricNumbers() throws(AuditError) {
    func fault(_ option: String, _ value: String, _ demand: String) -> AuditError {
      AuditError(.invalidOption, "\(option) \(value) is no \(demand).")
    }
    for value in rankTolerances where !(value > 0 && value < 1) {
      throw fault("--rank-tol", "\(value)", "number between 0 and 1")
    }
    for value in schattenExponents where !(value > 0 && value.isFinite) {
      throw fault("--schatten", "\(value)", "number above 0")
    }
    for value in compressionRanks where value < 1 {
      throw fault("--k", "\(value)", "whole number above 0")
    }
    guard nullReplicates >= 0 else {
      throw fault("--null", "\(nullReplicates)", "whole number from 0")
    }
    guard alphaMinimumTail >= 2 else {
      throw fault("--alpha-min-tail", "\(alphaMinimumTail)", "whole number from 2")
    }
    guard alphaBootstrap >= 0 else {
      throw fault("--alpha-bootstrap", "\(alphaBootstrap)", "whole number from 0")
    }
    guard (1e-9...0.5).contains(tracyWidomProbability) else {
      throw fault("--tw-p", "\(tracyWidomProbability)", "number from 1e-9 to 0.5")
    }
  }
}
