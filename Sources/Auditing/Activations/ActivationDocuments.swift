import Foundation

extension ActivationResult {
  /// The version of the JSON document.
  public static let schema = "lowrank.activations/1"

  /// One JSON document: schema, files, options, coverage, matrices and pairs, keys in snake case.
  public func json() throws -> [UInt8] {
    var text = TextBuffer { _ in }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    func encoded(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    text.write("{\n\"schema\":\"\(Self.schema)\",\n\"files\":")
    try text.write(encoded(files))
    text.write(",\n\"kernel\":\"\(options.kernel)\",\"centered\":\(isCentered),\n\"coverage\":")
    try text.write(encoded(CoverageDocument(coverage)))
    text.write(",\n\"matrices\":[\n")
    text.list(matrices, separator: ",\n") { write($1, into: &$0) }
    text.write("\n],\n\"pairs\":[\n")
    text.list(pairs, separator: ",\n") { text, pair in
      text.write("{\"first\":")
      text.json(pair.first)
      text.write(",\"second\":")
      text.json(pair.second)
      write(Self.comparisons, pair.metrics, into: &text)
      text.write(",\"notes\":")
      text.json(pair.notes)
      text.write("}")
    }
    text.write("\n]\n}\n")
    return text.bytes
  }

  /// All matrices and pairs as CSV of RFC 4180; `kind` is `matrix` or `pair`, `other` the second name
  /// of a pair, and nothing stands where a column has no value.
  public func csv() -> [UInt8] {
    var text = TextBuffer { _ in }
    let identity = [
      "kind", "name", "other", "dtype", "n_samples", "n_features", "centered", "kernel",
      "ids_sha256", "dead_samples", "notes",
    ]
    text.list(identity + columns + Self.comparisons) { $0.cell($1) }
    text.write("\r\n")
    for matrix in matrices {
      let cells = [
        "matrix", matrix.name, "", matrix.dtype, "\(matrix.samples)", "\(matrix.features)",
        "\(isCentered)", "\(options.kernel)", matrix.identifiersDigest, "\(matrix.deadSamples)",
        matrix.notes.joined(separator: "; "),
      ]
      text.list(cells) { $0.cell($1) }
      row(columns.map { matrix.metrics[$0] } + Self.comparisons.map { _ in nil }, into: &text)
    }
    let samples = matrices.first
    for pair in pairs {
      let cells = [
        "pair", pair.first, pair.second, "", "\(samples?.samples ?? 0)", "", "true", "linear",
        samples?.identifiersDigest ?? "", "", pair.notes.joined(separator: "; "),
      ]
      text.list(cells) { $0.cell($1) }
      row(columns.map { _ in nil } + Self.comparisons.map { pair.metrics[$0] }, into: &text)
    }
    return text.bytes
  }

  private var isCentered: Bool { options.centering == .mean }

  private func row(_ values: [MetricValue?], into text: inout TextBuffer) {
    for value in values {
      text.write(byte: UInt8(ascii: ","))
      text.cell(value)
    }
    text.write("\r\n")
  }

  private func write(_ matrix: Matrix, into text: inout TextBuffer) {
    text.write("{\"name\":")
    text.json(matrix.name)
    text.write(",\"dtype\":")
    text.json(matrix.dtype)
    text.write(",\"n_samples\":\(matrix.samples),\"n_features\":\(matrix.features)")
    text.write(",\"centered\":\(isCentered),\"kernel\":\"\(options.kernel)\"")
    text.write(",\"ids_sha256\":\"\(matrix.identifiersDigest)\"")
    text.write(",\"dead_samples\":\(matrix.deadSamples),\"notes\":")
    text.json(matrix.notes)
    write(columns, matrix.metrics, into: &text)
    text.write("}")
  }

  private func write(
    _ names: [String], _ metrics: [String: MetricValue], into text: inout TextBuffer
  ) {
    for name in names {
      text.write(",\"\(name)\":")
      text.json(metrics[name])
    }
  }
}

extension ActivationResult.Pair {
  /// One reason per value that is undefined.
  public var notes: [String] {
    ActivationResult.comparisons.compactMap { name in
      guard case .undefined(let reason)? = metrics[name] else { return nil }
      return "\(name): \(reason)"
    }
  }
}
