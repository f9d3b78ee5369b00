import Foundation
import Testing

/// What cannot be used is answered with one sentence that says what, where, and what to do; the
/// status is 2, standard output stays empty, and nothing half-written is left.
@Suite(.serialized) struct BadInputTests {
  private func reproduce(
    _ arguments: String..., in folder: String, environment: [String: String] = [:]
  ) throws -> Lowrank.Ending {
    let call = ["reproduce", "--preset", "smoke", "--no-report", "--out", folder] + arguments
    return try Lowrank.run(call, environment: environment)
  }

  @Test("hostile: an unknown experiment; the known ones are listed")
  func unknownExperiment() throws {
    let folder = try TemporaryFolder()
    try expectSentence(
      reproduce("rank-densty", in: folder.path), naming: "rank-densty", "rank-density",
      "kernel-rank-landscape")
    try expectSentence(Lowrank.run("cite", "nobody1900"), naming: "nobody1900", "huh2023lowrank")
  }

  @Test("hostile: an unknown key; the known ones are listed")
  func unknownKey() throws {
    let folder = try TemporaryFolder()
    try expectSentence(
      reproduce("rank-density", "--set", "colour=red", in: folder.path),
      naming: "colour", "rank-density", "inputs")
    try expectSentence(
      reproduce("--set", "colour=red", in: folder.path), naming: "colour")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(
    "hostile: values that are none, and sizes that cannot be",
    arguments: [
      ("singular-value-law", "widths", "many"), ("singular-value-law", "widths", "0"),
      ("singular-value-law", "widths", "-32"),
      ("singular-value-law", "widths", "99999999999999999"),
      ("singular-value-law", "depths", "1,,2"), ("singular-value-law", "depths", ""),
      ("rank-density", "inputs", "imagenet"),
    ])
  func badValue(experiment: String, key: String, value: String) throws {
    let folder = try TemporaryFolder()
    try expectSentence(
      reproduce(experiment, "--set", "\(key)=\(value)", in: folder.path), naming: key, "'\(value)'")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("hostile: an output folder that cannot be written")
  func unwritableFolder() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/a-file"
    try Data("not a folder".utf8).write(to: URL(filePath: file))
    try expectSentence(reproduce("rank-measures", in: file), naming: file)
    // Also root cannot write there.
    try expectSentence(reproduce("rank-measures", in: "/proc/runs"), naming: "/proc/runs")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "not a folder")
  }

  @Test("hostile: a full disk; what was stored before stays usable")
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    let disk = try SmallDisk(at: "\(folder.path)/disk", kibibytes: 64)
    let ending = try reproduce(
      "rank-measures", "rank-density", "singular-value-law", "rank-landscape",
      "kernel-rank-landscape", "--json", in: disk.path)
    expectSentence(ending, naming: disk.path)
    #expect(ending.messages.contains("full") || ending.messages.contains("space"))
  }

  @Test("hostile: a run folder of another version is refused, not guessed at")
  func otherVersion() throws {
    let folder = try finishedRun()
    try edit("\(folder.run)/manifest.json") {
      $0.replacingOccurrences(of: "lowrank.run/1", with: "lowrank.run/7")
    }
    try expectSentence(
      reproduce("rank-measures", "--resume", in: folder.path), naming: folder.run, "lowrank.run/7")
    try expectSentence(Lowrank.run("report", folder.run), naming: folder.run, "lowrank.run/7")
  }

  @Test("hostile: a torn last line is dropped, and the trial is done again")
  func tornLine() throws {
    let folder = try finishedRun()
    let (trials, claims) = try (folder.trials, folder.text(of: "claims.json"))
    try edit("\(folder.run)/trials.jsonl") { String($0.dropLast(25)) }
    let ending = try reproduce("rank-measures", "--resume", in: folder.path)
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(try folder.trials == trials)
    #expect(try folder.text(of: "claims.json") == claims)
  }

  @Test("hostile: a trial that was edited is found, with its line")
  func editedTrial() throws {
    let folder = try finishedRun()
    try edit("\(folder.run)/trials.jsonl") { text in
      var lines = text.split(separator: "\n").map(String.init)
      let digit = lines[0].lastIndex { "0123456789".contains($0) } ?? lines[0].startIndex
      lines[0].replaceSubrange(digit...digit, with: lines[0][digit] == "1" ? "2" : "1")
      return lines.joined(separator: "\n") + "\n"
    }
    try expectSentence(
      reproduce("rank-measures", "--resume", in: folder.path), naming: "trials.jsonl", "1")
  }

  @Test("hostile: a report into a folder, and of a manifest with an impossible time")
  func reportOddities() throws {
    let folder = try finishedRun()
    try expectSentence(
      Lowrank.run("report", folder.run, "--out", folder.path), naming: folder.path, "folder")
    try edit("\(folder.run)/manifest.json") {
      $0.replacing(/"wall_seconds" : [^,\n]*/, with: "\"wall_seconds\" : 1e300")
    }
    #expect(try Lowrank.run("report", folder.run).status == 0)
  }

  @Test("law: a report of a refuted claim ends with 1")
  func refutedReport() throws {
    let folder = try finishedRun()
    try edit("\(folder.run)/claims.json") {
      $0.replacingOccurrences(of: "\"confirmed\"", with: "\"refuted\"")
    }
    #expect(try Lowrank.run("report", folder.run).status == 1)
  }

  @Test("law: an unfinished run names the command that finishes this very run")
  func unfinishedReport() throws {
    let folder = try finishedRun()
    try FileManager.default.removeItem(atPath: "\(folder.run)/claims.json")
    let ending = try Lowrank.run("report", folder.run)
    try expectSentence(ending, naming: folder.run, "--seed", "--out \(folder.path)", "--resume")
  }

  @Test("hostile: a report of what is no run")
  func reportOfNothing() throws {
    let folder = try TemporaryFolder()
    try expectSentence(Lowrank.run("report", folder.path), naming: folder.path)
    try expectSentence(Lowrank.run("report", "/nonexistent/run"), naming: "/nonexistent/run")
  }

  @Test("hostile: the data set is not there")
  func missingData() throws {
    let folder = try TemporaryFolder()
    try expectSentence(
      reproduce(
        "rank-density", "--set", "inputs=fashion-mnist", in: folder.path,
        environment: ["LOWRANK_DATA": "/nonexistent"]),
      naming: "/nonexistent/fashion-mnist", "dataset-fashion-mnist")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("hostile: without the chart renderer there still is a report, and a warning")
  func missingRenderer() throws {
    let folder = try TemporaryFolder()
    let ending = try Lowrank.run(
      ["reproduce", "rank-measures", "--preset", "smoke", "--out", folder.path],
      environment: ["LOWRANK_HOME": folder.path, "PATH": "/usr/bin:/bin"])
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.messages.contains("warning: "))
    #expect(ending.messages.contains("vl-convert"))
    #expect(try folder.text(of: "report.html").contains("</html>"))
  }

  private func finishedRun() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let ending = try reproduce("rank-measures", in: folder.path)
    try #require(ending.status == 0, "\(ending.messages)")
    return folder
  }

  private func edit(_ path: String, _ change: (String) -> String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = change(text)
    try #require(changed != text, "the edit changes something")
    try Data(changed.utf8).write(to: URL(filePath: path))
  }
}

/// The ending of a call whose input cannot be used: status 2, nothing on standard output, and one
/// sentence that names these things.
func expectSentence(
  _ ending: Lowrank.Ending, naming things: String..., location: SourceLocation = #_sourceLocation
) {
  #expect(ending.status == 2, "\(ending.messages)", sourceLocation: location)
  #expect(ending.output == "", sourceLocation: location)
  let failure = ending.messages.split(separator: "\n").last { $0.hasPrefix("error: ") } ?? ""
  #expect(failure.hasSuffix("."), "a sentence: \(ending.messages)", sourceLocation: location)
  for thing in things {
    #expect(failure.contains(thing), "\(failure)", sourceLocation: location)
  }
}
