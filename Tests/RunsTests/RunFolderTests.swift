import Foundation
import Runs
import Testing

@Suite struct RunFolderTests {
  @Test("law: a finished run holds what the layout says, each document schema first")
  func layout() throws {
    let scratch = Scratch()
    let folder = try scratch.open()
    #expect(folder.path.hasSuffix("runs/" + RunConfiguration.example().folderName))
    #expect(try StoredRun(path: folder.path).manifest.status == .running)
    _ = try Runner.run(WalkJob(count: 5), in: folder, threads: 2)
    let claim = Claim.note(
      id: "x", statement: "s", source: "p", published: 1, measured: 2, standardError: nil)
    try folder.writeClaims([claim])
    try folder.write(Array("a,b\n".utf8), to: "charts/modes.csv")
    #expect(try scratch.text(folder.path + "/charts/modes.csv") == "a,b\n")
    #expect(
      try scratch.text(folder.path + "/manifest.json")
        .hasPrefix("{\n  \"schema\" : \"lowrank.run/1\","))
    #expect(
      try scratch.text(folder.path + "/claims.json")
        .hasPrefix("{\n  \"schema\" : \"lowrank.claims/1\","))
    let stored = try StoredRun(path: folder.path)
    #expect(stored.claims == [claim])
    #expect(stored.manifest == folder.manifest)
    #expect(stored.manifest.status == .finished)
    #expect(stored.manifest.configuration == .example())
    #expect(stored.manifest.configurationHash.count == 64)
    #expect(stored.manifest.blasKernel == "Haswell")
    #expect(stored.manifest.cores >= 1)
    #expect(stored.manifest.peakMemoryBytes > 1 << 20)
    #expect(stored.manifest.wallSeconds > 0)
    #expect(stored.manifest.started.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
    #expect(stored.manifest.ended.map { $0 >= stored.manifest.started } == true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.sorted() == ["charts", "claims.json", "manifest.json", "trials.jsonl"])
  }

  @Test("law: a log cut at any byte of its last two lines resumes to the same bits and bytes")
  func truncation() throws {
    let scratch = Scratch()
    let job = WalkJob(count: 6, values: 2)
    let folder = try scratch.open()
    let expected = bits(try Runner.run(job, in: folder, threads: 1))
    let log = folder.path + "/trials.jsonl"
    let whole = try scratch.bytes(log)
    let ends = whole.indices.filter { whole[$0] == 0x0A }
    for count in (ends[3] + 1)...whole.count {
      try scratch.write(Array(whole.prefix(count)), log)
      let result = try Runner.run(job, in: scratch.open(mode: .resume), threads: 1)
      #expect(bits(result) == expected)
      // one thread writes in one order: the log itself comes back
      #expect(try scratch.bytes(log) == whole)
    }
  }

  @Test("law: logs of other workers count, the first record of a trial wins, order is free")
  func workers() throws {
    let scratch = Scratch()
    let job = WalkJob(count: 9)
    let folder = try scratch.open()
    let expected = bits(try Runner.run(job, in: folder, threads: 1))
    let log = folder.path + "/trials.jsonl"
    let lines = try scratch.text(log).split(separator: "\n").map(String.init)
    func store(_ lines: some Sequence<String>, _ name: String) throws {
      try scratch.write(
        Array(lines.map { $0 + "\n" }.joined().utf8), folder.path + "/" + name)
    }
    try store(lines[0..<3].reversed(), "trials.jsonl")
    try store(lines[2..<6], "trials.node-2.jsonl")
    try store(lines[6...], "trials.node-1.jsonl")
    let unreachable = WalkJob(count: 9) { _ in throw WalkJob.Failure() }
    let result = try Runner.run(unreachable, in: scratch.open(mode: .resume), threads: 2)
    #expect(bits(result) == expected)
  }

  @Test("law: a trial is known by parameters and seed path, not by its position")
  func identity() throws {
    let scratch = Scratch()
    let job = WalkJob(count: 9)
    let folder = try scratch.open()
    let first = try Runner.run(job, in: folder, threads: 1)
    var turned = WalkJob(count: 9) { _ in throw WalkJob.Failure() }
    turned.trials.reverse()
    let stored = try Runner.run(turned, in: scratch.open(mode: .resume), threads: 2)
    #expect(stored.outcomes == first.outcomes)
    #expect(stored.ordered == first.ordered.reversed())
    // another seed path is another trial
    let moved = try StoredRun(path: folder.path).result(of: WalkJob(count: 9, root: 2))
    #expect(moved.trials.isEmpty)
    #expect(moved.ending == .interrupted)
  }

  @Test("law: a fresh run starts over, keeps the earlier log aside, and leaves foreign files alone")
  func fresh() throws {
    let scratch = Scratch()
    let job = WalkJob(count: 4)
    let folder = try scratch.open()
    _ = try Runner.run(job, in: folder, threads: 1)
    try folder.writeClaims([])
    let log = try scratch.bytes(folder.path + "/trials.jsonl")
    try scratch.write([1], folder.path + "/notes.txt")
    let again = try scratch.open()
    #expect(try StoredRun(path: again.path).result(of: job).trials.isEmpty)
    #expect(try StoredRun(path: again.path).claims == nil)
    #expect(try scratch.bytes(folder.path + "/previous-trials.jsonl") == log)
    #expect(scratch.exists(folder.path + "/notes.txt"))
    #expect(try Runner.run(job, in: again, threads: 1).ending == .finished)
  }

  @Test("law: wall time adds up over sessions and the start stays")
  func sessions() throws {
    let scratch = Scratch()
    let first = try scratch.open()
    _ = try Runner.run(WalkJob(count: 2) { _ in usleep(5000) }, in: first, threads: 1)
    let second = try scratch.open(mode: .resume)
    _ = try Runner.run(WalkJob(count: 3) { _ in usleep(5000) }, in: second, threads: 1)
    #expect(second.manifest.wallSeconds >= first.manifest.wallSeconds + 0.005)
    #expect(second.manifest.started == first.manifest.started)
  }

  @Test("law: other seeds and settings live in other folders")
  func separate() throws {
    let scratch = Scratch()
    let paths = try [
      scratch.open().path, scratch.open(seed: 2).path, scratch.open(settings: [:]).path,
    ]
    #expect(Set(paths).count == 3)
  }
}
