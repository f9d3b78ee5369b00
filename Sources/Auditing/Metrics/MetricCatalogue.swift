import Runs

/// Every metric of the audit, in the order of the columns.
public struct MetricCatalogue: Sendable {
  /// The metrics.
  public let metrics: [Metric]

  /// What `options` parametrise: tolerances, exponents, ranks, replicates.
  public init(_ options: AuditOptions) { self.init(MetricParameters(options), options) }

  init(_ parameters: MetricParameters, _ options: AuditOptions) {
    let matrix =
      Metric.ranks(
        tolerances: parameters.tolerances, shares: parameters.shares, energies: parameters.energies)
      + Metric.norms(exponents: parameters.exponents)
      + Metric.compression(ranks: parameters.compressionRanks) + Metric.powerLaw + Metric.bulk
    let compared = Metric.comparedWithNull.compactMap { name in
      matrix.first { $0.name == name }
    }
    metrics = matrix + Metric.nulls(of: compared, replicates: options.nullReplicates)
  }

  /// The metric of a column; names with a parameter may be typed in any form of the number, and with
  /// parameters that no option asked for.
  ///
  /// - Throws: ``AuditError`` with code `unknownMetric`, and the name that was perhaps meant.
  public static func metric(
    named name: String, _ options: AuditOptions = AuditOptions()
  ) throws(AuditError) -> Metric {
    var parameters = MetricParameters(options)
    let canonical = parameters.add(name) ?? name
    let metrics = MetricCatalogue(parameters, options.withReplicatesForColumns).metrics
    guard let metric = metrics.first(where: { $0.name == canonical }) else {
      throw unknown(name, among: metrics)
    }
    return metric
  }

  static func unknown(_ name: String, among metrics: [Metric]) -> AuditError {
    let groups = Metric.Group.allCases.filter { $0 != .weightWatcher }.map(\.rawValue)
    let families =
      ["rank@", "rank_share@", "energy_rank_", "schatten_p@", "schatten_p_sum@"]
      + ["compress_ratio@", "rel_error@"]
    if let family = families.first(where: { name.hasPrefix($0) }) {
      return AuditError(
        .unknownMetric,
        "The metric \"\(name)\" has no usable number behind \"\(family)\"; write for example "
          + "\"\(metrics.first { $0.name.hasPrefix(family) }?.name ?? family + "1")\".")
    }
    let guess = suggestion(for: name, among: metrics.map(\.name) + groups + ["all"])
    return AuditError(
      .unknownMetric,
      "There is no metric \"\(name)\"; "
        + (guess.map { "did you mean \"\($0)\"?" }
          ?? "groups are \(groups.joined(separator: ", ")), and all."))
  }
}

extension AuditOptions {
  /// So many replicates that every column of the null model exists.
  fileprivate var withReplicatesForColumns: AuditOptions {
    var options = self
    options.nullReplicates = max(2, options.nullReplicates)
    return options
  }
}

/// The numbers in the names of metrics.
struct MetricParameters {
  var tolerances: [Double]
  var shares = [0.01, 0.005, 0.001]
  var energies = [90, 95, 99]
  var exponents: [Double]
  var compressionRanks: [Int]

  init(_ options: AuditOptions) {
    tolerances = []
    exponents = []
    compressionRanks = []
    for value in options.rankTolerances { insert(value, \.tolerances) }
    for value in options.schattenExponents { insert(value, \.exponents) }
    for value in options.compressionRanks { insert(value, \.compressionRanks) }
  }

  /// Adds the parameter of a name; the name as the column has it, or nil for one without parameter.
  mutating func add(_ name: String) -> String? {
    if name.hasPrefix("energy_rank_") {
      guard let percent = Int(name.dropFirst("energy_rank_".count)), (1...99).contains(percent)
      else { return nil }
      insert(percent, \.energies)
      return "energy_rank_\(percent)"
    }
    guard let at = name.firstIndex(of: "@") else { return nil }
    let text = name[name.index(after: at)...]
    switch name[..<at] {
    case "rank":
      guard let value = MetricName.number(text) else { return nil }
      insert(value, \.tolerances)
      return "rank@" + MetricName.tolerance(value)
    case "rank_share":
      guard let value = MetricName.number(text) else { return nil }
      insert(value, \.shares)
      return "rank_share@\(value)"
    case "schatten_p", "schatten_p_sum":
      guard let value = MetricName.number(text) else { return nil }
      insert(value, \.exponents)
      return "\(name[..<at])@" + MetricName.fraction(value)
    case "compress_ratio", "rel_error":
      guard let value = Int(text), value > 0 else { return nil }
      insert(value, \.compressionRanks)
      return "\(name[..<at])@\(value)"
    default: return nil
    }
  }

  private mutating func insert<Value: Equatable>(
    _ value: Value, _ list: WritableKeyPath<MetricParameters, [Value]>
  ) {
    if !self[keyPath: list].contains(value) { self[keyPath: list].append(value) }
  }
}
