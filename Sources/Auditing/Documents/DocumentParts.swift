import Checkpoints

/// All files of an audit as one.
struct CheckpointSummary: Encodable {
  /// The file, or the folder that holds all files.
  let path: String
  /// The format of all files, or `mixed`.
  let format: String
  /// The sum of the sizes.
  let bytes: Int
  /// The digest of the file; of several the digest of theirs, in order, a line feed behind each.
  let sha256: String

  init(_ files: [AuditedFile]) {
    bytes = files.reduce(0) { $0 + $1.bytes }
    let formats = Set(files.map(\.format))
    format = formats.count > 1 ? "mixed" : formats.first ?? "none"
    if files.count == 1 {
      (path, sha256) = (files[0].path, files[0].sha256)
      return
    }
    path = Self.folder(of: files.map(\.path))
    sha256 = SHA256.hexadecimal(of: Array(files.map { $0.sha256 + "\n" }.joined().utf8))
  }

  private static func folder(of paths: [String]) -> String {
    func folders(_ path: String) -> [Substring] {
      path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    }
    var common = paths.first.map(folders) ?? []
    for path in paths {
      let shared = zip(common, folders(path)).prefix { $0 == $1 }.count
      common.removeLast(common.count - shared)
    }
    return common.joined(separator: "/")
  }
}

/// What became of every tensor.
struct CoverageDocument: Encodable {
  struct Skipped: Encodable {
    let name: String
    let reason: String
  }

  let status: String
  let tensors: Int
  let analysed: Int
  let excluded: Int
  let skipped: [Skipped]
  let reasons: [Coverage.Reason]
  let parameters: Int
  let parametersAnalysed: Int
  let topOnly: Int

  init(_ coverage: Coverage) {
    status = coverage.status
    tensors = coverage.tensors
    analysed = coverage.analysed
    excluded = coverage.excluded
    skipped = coverage.reasons.filter { $0.kind == .skipped }.map {
      Skipped(name: $0.name, reason: $0.reason)
    }
    reasons = coverage.reasons
    parameters = coverage.parameters
    parametersAnalysed = coverage.parametersAnalysed
    topOnly = coverage.topOnly
  }
}

extension TextBuffer {
  /// Two objects.
  ///
  /// `{"roles": {role: {metric: {count, mean, …}}}, "extremes": {metric: [{name, view, part, value}]}}`
  mutating func json(_ summary: AuditSummary) {
    write("{\n\"roles\":{")
    list(AuditRow.Role.allCases.filter { summary.roles[$0] != nil }) { text, role in
      text.write("\n\"\(role.rawValue)\":{")
      let spreads = summary.metrics.compactMap { name in
        summary.roles[role]?[name].map { (name, $0) }
      }
      text.list(spreads) { text, member in
        text.write("\n\"\(member.0)\":")
        text.json(member.1)
      }
      text.write("}")
    }
    write("},\n\"extremes\":{")
    list(summary.metrics) { text, name in
      text.write("\n\"\(name)\":[")
      text.list(summary.extremes[name] ?? []) { $0.json($1) }
      text.write("]")
    }
    write("}}")
  }

  /// One stack: `{name, file, role, slices, measured, metrics: {name: {count, mean, …}}}`.
  mutating func json(_ stack: StackSummary, metrics: [String]) {
    write("{\"name\":")
    json(stack.name)
    write(",\"file\":")
    json(stack.file)
    write(",\"role\":\"\(stack.role.rawValue)\",\"slices\":\(stack.slices)")
    write(",\"measured\":\(stack.measured),\"metrics\":{")
    list(metrics.filter { stack.metrics[$0] != nil }) { text, name in
      text.write("\"\(name)\":")
      if let spread = stack.metrics[name] { text.json(spread) }
    }
    write("}}")
  }

  private mutating func json(_ spread: AuditSummary.Spread) {
    write("{\"count\":\(spread.count)")
    let members = [
      ("mean", spread.mean), ("median", spread.median), ("min", spread.min), ("max", spread.max),
    ]
    for (name, value) in members {
      write(",\"\(name)\":")
      json(value.isFinite ? .number(value) : nil)
    }
    write("}")
  }

  private mutating func json(_ extreme: AuditSummary.Extreme) {
    write("{\"name\":")
    json(extreme.row.name)
    write(",\"view\":")
    json(extreme.row.view)
    write(",\"part\":")
    json(extreme.row.part)
    write(",\"value\":")
    json(extreme.value)
    write("}")
  }
}
