import Checkpoints

/// Which tensor of B every tensor of A became, and what is not compared.
struct TensorMatching {
  /// A tensor of A, one of B, or both, by position.
  struct Pair {
    var before: Int?
    var after: Int?
    var status: DiffStatus
  }

  /// What is known of the tensors of one checkpoint.
  struct Side {
    let tensors: [StoredTensor]
    /// Digests by position, or why there is none.
    let digests: [Int: Result<String, CheckpointError>]
    /// Why a tensor is not compared, by position.
    var fates: [Int: Coverage.Cause]

    /// Tensors by name, those that an option leaves out not included.
    var positions: [String: Int] {
      Dictionary(
        tensors.indices.filter { fates[$0]?.kind != .excluded }.map { (tensors[$0].name, $0) },
        uniquingKeysWith: { first, _ in first })
    }

    func digest(_ index: Int) -> String { digests[index].flatMap { try? $0.get() } ?? "" }
  }

  /// Everything that makes two tensors equal but their names.
  private struct Contents: Hashable {
    let type: String
    let shape: [Int]
    let digest: String
  }

  /// In the order of B, what only A has behind.
  private(set) var pairs: [Pair] = []
  private(set) var before: Side
  private(set) var after: Side

  init(_ before: Side, _ after: Side) {
    (self.before, self.after) = (before, after)
    let names = (before.positions, after.positions)
    var added: [Int] = []
    for (index, tensor) in after.tensors.enumerated() where after.fates[index]?.kind != .excluded {
      guard let partner = names.0[tensor.name] else {
        if after.fates[index] == nil { added.append(index) }
        continue
      }
      match(partner, index)
    }
    let removed = before.tensors.indices.filter {
      before.fates[$0] == nil && names.1[before.tensors[$0].name] == nil
    }
    matchRenamed(removed, added)
    pairs.sort { ($0.after ?? .max, $0.before ?? .max) < ($1.after ?? .max, $1.before ?? .max) }
  }

  /// Two tensors of one name; neither can be compared where the other cannot be read.
  private mutating func match(_ old: Int, _ new: Int) {
    if before.fates[old] != nil || after.fates[new] != nil {
      before.fates[old] = before.fates[old] ?? .notReadable(in: "B")
      after.fates[new] = after.fates[new] ?? .notReadable(in: "A")
      return
    }
    let (a, b) = (contents(old, of: before), contents(new, of: after))
    let status: DiffStatus =
      a.shape != b.shape
      ? .reshaped : a.type != b.type ? .retyped : a.digest != b.digest ? .changed : .same
    pairs.append(Pair(before: old, after: new, status: status))
  }

  private func contents(_ index: Int, of side: Side) -> Contents {
    let tensor = side.tensors[index]
    return Contents(type: tensor.typeName, shape: tensor.shape, digest: side.digest(index))
  }

  /// Equal elements under different names are one tensor; of several the names decide whose ends have
  /// most in common.
  private mutating func matchRenamed(_ removed: [Int], _ added: [Int]) {
    let known = Dictionary(grouping: removed) { contents($0, of: before) }
    let found = Dictionary(grouping: added.filter { after.tensors[$0].count > 0 }) {
      contents($0, of: after)
    }
    var partners: [Int: Int] = [:]
    for (contents, new) in found {
      guard let old = known[contents] else { continue }
      let pairs = NameEndings.pairs(
        old.map { ($0, before.tensors[$0].name) }, new.map { ($0, after.tensors[$0].name) })
      for pair in pairs { partners[pair.second] = pair.first }
    }
    for index in added {
      let partner = partners[index]
      pairs.append(
        Pair(before: partner, after: index, status: partner == nil ? .added : .renamed))
    }
    let taken = Set(partners.values)
    for index in removed where !taken.contains(index) {
      pairs.append(Pair(before: index, after: nil, status: .removed))
    }
  }

  /// A rule `--rename` that would give every removed tensor, or every added one, a partner; nil where
  /// no common prefix does.
  var suggestion: String? {
    let removed = names(.removed) { $0.before.map { before.tensors[$0].name } }
    let added = names(.added) { $0.after.map { after.tensors[$0].name } }
    let isFew = removed.count <= added.count
    let gained =
      isFew
      ? Self.prefix(addedTo: removed, giving: added)
      : Self.prefix(droppedFrom: added, giving: removed)
    if let gained { return "^=\(gained)" }
    let lost =
      isFew
      ? Self.prefix(droppedFrom: removed, giving: added)
      : Self.prefix(addedTo: added, giving: removed)
    return lost.map { "^\($0.replacing(".", with: "\\."))=" }
  }

  private func names(_ status: DiffStatus, _ name: (Pair) -> String?) -> [String] {
    pairs.filter { $0.status == status }.compactMap(name)
  }

  /// A prefix of whole components that turns each of `names` into one of `others`.
  private static func prefix(addedTo names: [String], giving others: [String]) -> String? {
    guard let first = names.first else { return nil }
    let known = Set(others)
    return others.lazy.filter { $0.hasSuffix("." + first) }
      .map { String($0.dropLast(first.count)) }
      .first { prefix in names.allSatisfy { known.contains(prefix + $0) } }
  }

  /// A prefix of whole components without which each of `names` is one of `others`.
  private static func prefix(droppedFrom names: [String], giving others: [String]) -> String? {
    guard let first = names.first else { return nil }
    let known = Set(others)
    return first.indices.lazy.filter { first[$0] == "." }.map { String(first[...$0]) }
      .first { prefix in
        names.allSatisfy {
          $0.hasPrefix(prefix) && known.contains(String($0.dropFirst(prefix.count)))
        }
      }
  }
}
