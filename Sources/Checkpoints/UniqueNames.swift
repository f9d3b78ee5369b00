/// Gives every tensor of a file a name of its own: what occurs again gets the suffix `#2`, then `#3`.
struct UniqueNames {
  /// One for each name that was changed.
  private(set) var findings: [CheckpointFinding] = []

  private var counts: [String: Int] = [:]

  /// The name, or the name with a suffix.
  ///
  /// - Parameters:
  ///   - name: The name as the file has it.
  ///   - file: The file for messages.
  /// - Returns: A name that was not returned before.
  mutating func add(_ name: String, in file: String) -> String {
    guard var count = counts[name] else {
      counts[name] = 1
      return name
    }
    var candidate: String
    repeat {
      count += 1
      candidate = "\(name)#\(count)"
    } while counts[candidate] != nil
    counts[name] = count
    counts[candidate] = 1
    findings.append(
      CheckpointFinding(
        code: "duplicateName", subject: candidate,
        sentence: "Another tensor of \(file) has the name \(name.shown) too; this one is called "
          + "\(candidate.shown)."))
    return candidate
  }
}
