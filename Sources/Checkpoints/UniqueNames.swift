/// Gives every tensor of a file a name of its own: what occurs again gets the suffix `#2`, then `#3`.
struct UniqueNames {
  /// One for each name that was changed.
  private(set) var findings: [CheckpointFinding] = []

  private var counts: [ByteName: Int] = [:]

  /// Names that are taken.
  init(_ names: some Sequence<String> = []) {
    for name in names { counts[ByteName(name)] = 1 }
  }

  /// The name, or the name with a suffix; the latter is a finding.
  ///
  /// - Parameters:
  ///   - name: The name as the file has it.
  ///   - file: The file for messages.
  /// - Returns: A name that was not returned before.
  mutating func add(_ name: String, in file: String) -> String {
    let candidate = unused(like: name)
    guard candidate != name else { return name }
    findings.append(
      CheckpointFinding(
        code: "duplicateName", subject: candidate,
        sentence: "Another tensor of \(file) has the name \(name.shown) too; this one is called "
          + "\(candidate.shown)."))
    return candidate
  }

  /// The name, or the name with a suffix: one that is not taken, and is from now on.
  mutating func unused(like name: String) -> String {
    let key = ByteName(name)
    guard var count = counts[key] else {
      counts[key] = 1
      return name
    }
    var candidate: ByteName
    repeat {
      count += 1
      candidate = ByteName("\(name)#\(count)")
    } while counts[candidate] != nil
    counts[key] = count
    counts[candidate] = 1
    return candidate.text
  }
}
