import Foundation
import Runs
import Testing

@Suite struct HostileFolderTests {
  @Test("hostile: an edited line is named, with what to do", arguments: [0, 2, 5])
  func edited(line: Int) throws {
    let scratch = Scratch()
    let job = WalkJob(count: 6)
    let folder = try scratch.open()
    _ = try Runner.run(job, in: folder, threads: 1)
    let log = folder.path + "/trials.jsonl"
    var lines = try scratch.text(log).split(separator: "\n").map(String.init)
    let good = lines[line]
    for bad in [
      good.replacingOccurrences(of: #""depth":"#, with: #""depth":1"#),
      good.replacingOccurrences(of: "check", with: "chekc"), "", "{", String(good.dropLast()),
      good + "\r",
    ] {
      lines[line] = bad
      try scratch.write(Array((lines.joined(separator: "\n") + "\n").utf8), log)
      let error = runError {
        try Runner.run(job, in: scratch.open(mode: .resume), threads: 1)
      }
      #expect(error?.code == .damagedLog)
      #expect(error?.message.contains("\(log), line \(line + 1) ") == true)
      #expect(error?.message.contains("delete this line") == true)
    }
    lines.remove(at: line)
    try scratch.write(Array((lines.joined(separator: "\n") + "\n").utf8), log)
    #expect(
      try Runner.run(job, in: scratch.open(mode: .resume), threads: 1).ending == .finished)
  }

  @Test("hostile: a full disk is said to be one, and the run goes on afterwards")
  func fullDisk() throws {
    let scratch = Scratch()
    let job = WalkJob(count: 8)
    let folder = try scratch.open()
    let log = folder.path + "/trials.jsonl"
    _ = try Runner.run(WalkJob(count: 3), in: folder, threads: 1)
    // the device that refuses every byte stands in for the log
    try FileManager.default.moveItem(atPath: log, toPath: log + ".kept")
    try FileManager.default.createSymbolicLink(atPath: log, withDestinationPath: "/dev/full")
    let error = runError { try Runner.run(job, in: scratch.open(mode: .resume), threads: 2) }
    #expect(error?.code == .diskFull)
    #expect(error?.message.contains("--resume") == true)
    try FileManager.default.removeItem(atPath: log)
    try FileManager.default.moveItem(atPath: log + ".kept", toPath: log)
    let result = try Runner.run(job, in: scratch.open(mode: .resume), threads: 2)
    #expect(result.ending == .finished)
    #expect(folder.manifest.trials.finished == 3)
  }

  @Test("hostile: a manifest of another version, of another configuration, or damaged")
  func manifests() throws {
    let scratch = Scratch()
    let folder = try scratch.open()
    let path = folder.path + "/manifest.json"
    let good = try scratch.text(path)
    for (bad, code) in [
      (good.replacingOccurrences(of: "lowrank.run/1", with: "lowrank.run/9"), "otherVersion"),
      (good.replacingOccurrences(of: #""n" : "8""#, with: #""n" : "9""#), "otherConfiguration"),
      (String(good.dropLast(5)), "damagedDocument"), ("", "damagedDocument"),
    ] {
      try scratch.write(Array(bad.utf8), path)
      for mode in [RunFolder.Mode.resume, .fresh] {
        let error = runError { try scratch.open(mode: mode) }
        #expect(error?.code.description == code)
        #expect(error?.message.contains(path) == true)
      }
      #expect(try scratch.text(path) == bad)
    }
  }

  @Test("hostile: a file where a folder is needed")
  func fileInTheWay() throws {
    let scratch = Scratch()
    try scratch.write([1], scratch.path + "/runs")
    let error = runError { try scratch.open() }
    #expect(error?.code == .unusableFolder)
    #expect(error?.message.contains("\(scratch.path)/runs") == true)
    #expect(error?.message.contains("--out") == true)
  }

  @Test("hostile: a folder that must not be written", .enabled(if: geteuid() != 0))
  func readOnly() throws {
    let scratch = Scratch()
    chmod(scratch.path, 0o555)
    defer { chmod(scratch.path, 0o755) }
    let error = runError { try scratch.open() }
    #expect(error?.code == .unusableFolder)
    #expect(error?.message.contains("permissions") == true)
  }

  @Test("hostile: a folder without a run")
  func noRun() {
    let scratch = Scratch()
    let error = runError { try StoredRun(path: scratch.path) }
    #expect(error?.code == .unusableFolder)
    #expect(error?.message.contains("manifest.json") == true)
  }
}
