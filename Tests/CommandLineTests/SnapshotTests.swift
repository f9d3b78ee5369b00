import Foundation
import Testing

/// Help texts are what a newcomer reads: every change of them is seen in review.
///
/// `LOWRANK_RECORD=1` writes them anew.
@Suite struct SnapshotTests {
  static let calls = [
    "", "reproduce", "experiments", "train", "report", "theory", "theory singular-values", "cost",
    "cost evaluate", "cost weights", "cost prox", "cost path", "cost lambda-of", "recover",
    "recover completion", "recover sensing", "recover regression", "recover planted", "audit",
    "diff", "doctor", "cite",
  ]

  @Test("oracle: the help text is the recorded one", arguments: calls)
  func help(verb: String) throws {
    let words = verb.split(separator: " ").map(String.init)
    let ending = try Lowrank.run(words + ["--help"], environment: ["COLUMNS": "80"])
    #expect(ending.status == 0)
    #expect(ending.messages == "")
    try expectRecorded(ending.output, name: (["help"] + words).joined(separator: "-"))
  }

  @Test("law: every verb's help shows an example and fits 80 columns", arguments: calls)
  func helpHasExamples(verb: String) throws {
    let words = verb.split(separator: " ").map(String.init)
    let text = try Lowrank.run(words + ["--help"], environment: ["COLUMNS": "80"]).output
    #expect(text.contains("  lowrank \(verb)"), "an example that begins with the verb")
    let wide = text.split(separator: "\n").filter { $0.count > 80 }
    #expect(wide.isEmpty)
  }

  @Test("oracle: the closed forms of depth 4 are the recorded ones")
  func theory() throws {
    let ending = try Lowrank.run("theory", "singular-values", "--depth", "4")
    #expect(ending.status == 0)
    try expectRecorded(ending.output, name: "theory-depth-4")
  }
}

/// Compares a text with `Snapshots/<name>.txt`.
func expectRecorded(
  _ text: String, name: String, location: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")
  let file = folder.appending(path: "\(name).txt")
  if ProcessInfo.processInfo.environment["LOWRANK_RECORD"] != nil {
    try Data(text.utf8).write(to: file)
  }
  let recorded = try String(contentsOf: file, encoding: .utf8)
  #expect(text == recorded, "compare with \(file.path)", sourceLocation: location)
}
