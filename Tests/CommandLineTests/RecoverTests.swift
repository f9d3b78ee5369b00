import Checkpoints
import Foundation
import Testing

/// `lowrank recover`, as a user runs it.
@Suite(.serialized) struct RecoverTests {
  private let folder: TemporaryFolder
  private let problem: String

  init() throws {
    folder = try TemporaryFolder()
    problem = "\(folder.path)/problem"
    let planted = try Lowrank.run(
      "recover", "planted", "completion", "--rows", "30", "--columns", "24", "--rank", "2",
      "--fraction", "0.5", "--out", problem)
    try #require(planted.status == 0, "\(planted.messages)")
  }

  private func recover(
    _ arguments: String..., out: String, meanwhile: (Process) throws -> Void = { _ in }
  ) throws -> Lowrank.Ending {
    try Lowrank.run(
      [
        "recover", "completion", "\(problem)/entries.csv", "--shape", "30,24", "--no-report",
        "--progress", "none", "--out", "\(folder.path)/\(out)",
      ] + arguments, meanwhile: meanwhile)
  }

  /// The bytes of what was recovered; the folder's own name stands in the document.
  private func outcome(_ out: String) throws -> [Data] {
    let path = "\(folder.path)/\(out)"
    let files = try ["factors.npz", "predictions.csv"].map {
      try Data(contentsOf: URL(filePath: "\(path)/\($0)"))
    }
    let document = try String(contentsOfFile: "\(path)/result.json", encoding: .utf8)
    return files + [Data(document.replacing(path, with: "").utf8)]
  }

  @Test("oracle: a planted problem is recovered by the command that planting prints")
  func planted() throws {
    let printed = try Lowrank.run(
      "recover", "planted", "completion", "--rows", "30", "--columns", "24", "--rank", "2",
      "--fraction", "0.5", "--noise", "0.01", "--out", problem)
    let line = try #require(
      printed.output.split(separator: "\n").last { $0.contains("lowrank recover") })
    let command = try #require(line.split(separator: "lowrank ").last)
    let words = command.split(separator: " ").map(String.init)
    let out = "\(folder.path)/recovered"
    let ending = try Lowrank.run(words + ["--no-report", "--quiet", "--json", "--out", out])
    #expect(ending.status == 0, "\(ending.messages)")
    let document = try ending.json
    #expect(document["schema"] as? String == "lowrank.recover/1")
    #expect(ending.output.hasPrefix("{\n  \"schema\" : \"lowrank.recover/1\","))
    #expect(document["rank"] as? Int == 2)
    #expect(document["penalty"] as? String == "resnet-depth-2")
    // Noise 0.01 in entries of size about 1.4; a wrong rank leaves errors of that size.
    #expect(try #require(document["held_out_rmse"] as? Double) < 0.05)
    #expect(try #require(document["kkt_residual"] as? Double) <= 1e-6)
    for key in ["objective", "iterations", "lambda", "weight", "loss", "maximum_weight"] {
      #expect(document[key] is NSNumber, "\(key)")
    }
    #expect(try String(contentsOfFile: "\(out)/result.json", encoding: .utf8) == ending.output)
  }

  @Test("law: kill -9 and Ctrl-C at any time, then --resume: the same bytes; nothing half-written")
  func killed() throws {
    let begun = ContinuousClock.now
    #expect(try recover("--threads", "1", out: "whole").status == 0)
    let duration = begun.duration(to: .now) / .seconds(1)
    let expected = try outcome("whole")
    var random = Seeded(state: 20_230_301)
    for attempt in 0..<6 {
      let number = attempt.isMultiple(of: 2) ? SIGKILL : SIGINT
      let pause = duration * Double(random.next() % 500) / 1000
      let ending = try recover("--resume", "--threads", "\(1 + attempt % 2)", out: "parts") {
        Thread.sleep(forTimeInterval: pause)
        kill($0.processIdentifier, number)
      }
      let isExpected =
        ending.isKilled
        ? [SIGKILL, SIGINT].contains(ending.status) : [0, 130].contains(ending.status)
      #expect(isExpected, "\(ending.status): \(ending.messages)")
    }
    #expect(try recover("--resume", out: "parts").status == 0)
    #expect(try outcome("parts") == expected)
    let names = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/parts")
    #expect(names.allSatisfy { !$0.hasSuffix(".tmp") }, "\(names)")
  }

  @Test(
    "law: held-out keys are null where nothing was held out; lambda is null for the nuclear norm")
  func nulls() throws {
    let ending = try recover("--penalty", "nuclear", "--weight", "2", "--json", out: "nuclear")
    #expect(ending.status == 0, "\(ending.messages)")
    let document = try ending.json
    #expect(document["held_out_rmse"] is NSNull && document["held_out"] is NSNull)
    #expect(document["lambda"] is NSNull)
    #expect(document["optimality"] as? String == "duality-gap")
    let hidden = try recover("--weight", "2", "--hide", "0.2", "--json", out: "hidden").json
    #expect(hidden["held_out"] as? String == "hidden" && hidden["held_out_rmse"] is Double)
  }

  @Test("law: predictions are the product of the factors, at the positions that are asked for")
  func predictions() throws {
    let positions = "\(folder.path)/positions.csv"
    try Data("row,col\n1,1\n30,24\n".utf8).write(to: URL(filePath: positions))
    let shifted = "\(folder.path)/shifted.csv"
    let lines = try String(contentsOfFile: "\(problem)/entries.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst().map { line in
        let fields = line.split(separator: ",")
        return "\((Int(fields[0]) ?? 0) + 1) \((Int(fields[1]) ?? 0) + 1) \(fields[2])"
      }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: shifted))
    let ending = try Lowrank.run(
      "recover", "completion", shifted, "--one-based", "--predict", positions, "--weight", "1",
      "--no-report", "--quiet", "--out", "\(folder.path)/one")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(try recover("--weight", "1", out: "zero").status == 0)
    func text(_ path: String) throws -> [Substring] {
      try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8).split(separator: "\n")
    }
    let one = try text("one/predictions.csv")
    #expect(one.count == 3 && one[0] == "row,col,value" && one[2].hasPrefix("30,24,"))
    // Unobserved entries are predicted in both, with the same bits.
    let zero = try text("zero/predictions.csv")
    if let same = zero.first(where: { $0.hasPrefix("29,23,") }) {
      #expect(same.dropFirst(6) == one[2].dropFirst(6))
    }
    #expect(
      FileManager.default.contents(atPath: "\(folder.path)/one/factors.npz")
        == FileManager.default.contents(atPath: "\(folder.path)/zero/factors.npz"))
  }

  @Test("law: sensing and regression read what planting writes")
  func otherProblems() throws {
    for kind in ["sensing", "regression"] {
      let path = "\(folder.path)/\(kind)"
      let size = ["--rows", "8", "--columns", "6", "--rank", "1", "--out", path]
      let printed = try Lowrank.run(["recover", "planted", kind] + size)
      let command = try #require(printed.output.split(separator: "lowrank ").last)
      let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
      let ending = try Lowrank.run(
        words + ["--no-report", "--json", "--quiet", "--out", "\(path)/out"])
      #expect(ending.status == 0, "\(ending.messages)")
      #expect(try ending.json["rank"] as? Int == 1, "\(kind)")
    }
  }

  @Test("law: a tolerance that is not reached ends with 1 and says so")
  func notConverged() throws {
    let ending = try recover("--weight", "0.01", "--tolerance", "1e-15", out: "never")
    #expect(ending.status == 1)
    #expect(ending.messages.contains("not converged"))
  }

  @Test("law: a rank above the limit is said to be above it")
  func rankLimit() throws {
    let ending = try recover("--weight", "1", "--rank-limit", "1", "--json", out: "limited")
    #expect(ending.status == 0, "\(ending.messages)")
    let rank = try #require(try ending.json["rank"] as? Int)
    #expect(rank > 1, "the first weight is below both singular values")
    #expect(ending.messages.contains("The rank is \(rank), above the limit of 1"))
  }

  @Test(
    "hostile: what cannot be used ends with 2 and a sentence, and writes nothing",
    arguments: [
      ("0,0,1\n0,1,abc\n", [], ":2: "), ("0,0,1\n-1,1,2\n", [], "-1"),
      ("0,0,1\n1,1,2\n", ["--shape", "1,5"], ":2: "), ("0,0,1\n1,1,2\n0,0,3\n", [], "line 1"),
      ("0,0,1\n1,1,nan\n", [], "nan"), ("0,0,1\n2,1,2\n", [], "row 1"),
      ("1,1,1\n2,2,2\n", [], "--one-based"), ("0,0,0\n1,1,0\n", ["--weight", "1"], "0"),
      ("", [], "no entries"), ("0,0,1\n1,1,2\n", ["--weight", "1", "--lambda", "0"], "--lambda"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--lambda", "-1"], "--lambda"),
      ("0,0,1\n1,1,2\n", ["--weight", "0"], "--weight"),
      ("0,0,1\n1,1,2\n", ["--weight", "nan"], "--weight"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--hide", "1"], "--hide"),
      ("0,0,1\n1,1,2\n", ["--folds", "1"], "--folds"),
      ("0,0,1\n1,1,2\n", ["--noise", "0"], "--noise"),
      ("row,col,value\n", [], "no entries"), ("0,0,1\n99999999999,1,2\n", [], ":2: "),
      ("0,0,1\n9223372036854775807,1,2\n", [], ":2: "), ("0,0,1\n1,1\n", [], ":2: "),
      ("0,0,1\n0.5,1,2\n", [], "0.5"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--hide", "1.5"], "--hide"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--hide", "0"], "--hide"),
      ("0,0,1\n1,1,2\n", ["--folds", "2", "--points", "0"], "--points"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--coupling", "-1"], "--coupling"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--lambda", "5e-324"], "underflows"),
      ("0,0,1\n1,1,2\n", ["--weight", "1e-320"], "mu_max"), ("0,0,1\n", [], "--weight"),
      ("0,0,1e200\n1,1,1e200\n", ["--weight", "1"], "divide"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--start", "/no/file.npz"], "/no/file.npz"),
      ("0,0,1\n1,1,2\n", ["--weight", "1", "--predict", "/no/file.csv"], "/no/file.csv"),
    ])
  func refused(text: String, arguments: [String], part: String) throws {
    let file = "\(folder.path)/bad.csv"
    try Data(text.utf8).write(to: URL(filePath: file))
    let out = "\(folder.path)/refused"
    let ending = try Lowrank.run(["recover", "completion", file, "--out", out] + arguments)
    #expect(ending.status == 2, "\(ending.messages)")
    #expect(ending.output == "")
    let failure = ending.messages.split(separator: "\n").last ?? ""
    #expect(failure.hasPrefix("error: ") && failure.hasSuffix("."), "\(ending.messages)")
    #expect(failure.contains(part), "\(failure)")
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test("hostile: shapes that do not match, rows that are no numbers, folders, problems too large")
  func otherInput() throws {
    func file(_ name: String, _ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/\(name)"))
      return "\(folder.path)/\(name)"
    }
    let (operators, vector) = ("\(folder.path)/A.npy", try file("y.csv", "1\n2\n3\n"))
    try NPYFile.write(NPYArray((0..<12).map(Double.init), shape: [3, 4]), to: operators)
    let table = try file("z.csv", "1,2\n3,4\n5,6\n")
    let short = try file("short.csv", "1,2\n3,4\n")
    let holed = try file("nan.csv", "1,2\n3,nan\n5,6\n")
    let sensing = ["sensing", "--operators", operators, "--measurements"]
    let planted = ["planted", "sensing", "--fraction"]
    let calls: [([String], String)] = [
      (sensing + [vector], "--shape"), (sensing + [vector, "--shape", "3,3"], "3 × 3"),
      (sensing + [table, "--shape", "2,2"], "z.csv"), (sensing + [folder.path], folder.path),
      (["sensing", "--operators", folder.path, "--measurements", vector], folder.path),
      (["regression", "--design", table, "--responses", short], "short.csv"),
      (["regression", "--design", holed, "--responses", vector], "nan.csv:2"),
      (["regression", "--design", table, "--responses", holed], "nan.csv:2"),
      (["regression", "--design", folder.path, "--responses", vector], folder.path),
      (["completion", folder.path], folder.path),
      (planted + ["1e300"], "--fraction"), (planted + ["1", "--rows", "3000"], "--rows"),
      (["planted", "completion", "--rows", "1000000", "--columns", "1000000"], "--rows"),
    ]
    for (arguments, part) in calls {
      let out = "\(folder.path)/refused"
      let ending = try Lowrank.run(["recover"] + arguments + ["--out", out])
      expectSentence(ending, naming: part)
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  @Test("hostile: a folder of another recovery, or one that cannot be")
  func folders() throws {
    #expect(try recover("--weight", "2", out: "a").status == 0)
    for arguments in [["--weight", "3"], ["--weight", "3", "--resume"]] {
      let ending = try Lowrank.run(
        [
          "recover", "completion", "\(problem)/entries.csv", "--shape", "30,24", "--progress",
          "none", "--quiet", "--out", "\(folder.path)/a",
        ] + arguments)
      expectSentence(ending, naming: "\(folder.path)/a/config.json", "weight")
    }
    let file = try recover("--weight", "2", "--quiet", out: "problem/entries.csv")
    expectSentence(file, naming: "entries.csv", "--out")
    try Data("no archive".utf8).write(to: URL(filePath: "\(folder.path)/a/state/refit.npz"))
    let damaged = try recover("--weight", "2", "--quiet", "--resume", out: "a")
    expectSentence(damaged, naming: "refit.npz", "--resume")
  }

  @Test("hostile: samples that are not there, options that exclude each other")
  func options() throws {
    let unknown = try Lowrank.run("recover", "completion", "sample:mnist")
    #expect(unknown.status == 2 && unknown.messages.contains("sample:fashion-mnist"))
    let missing = try Lowrank.run(
      "recover", "completion", "sample:movielens-100k",
      environment: ["LOWRANK_DATA": "/nonexistent", "LOWRANK_HOME": ""])
    #expect(missing.status == 2 && missing.messages.contains("/nonexistent"))
    for wrong in [
      ["--weight", "1", "--noise", "1"], ["--lambda", "1", "--coupling", "1"],
      ["--folds", "3", "--held-out", "0.2"], ["--weight", "1", "--folds", "3"],
      ["--penalty", "nuclear", "--lambda", "1"], ["--images", "3"], ["--shape", "3"],
    ] {
      let ending = try Lowrank.run(["recover", "completion", "x.csv"] + wrong)
      #expect(ending.status == 64, "\(wrong): \(ending.messages)")
    }
  }

  @Test("law: images with missing pixels, and a page with their picture")
  func images() throws {
    let out = "\(folder.path)/images"
    let ending = try Lowrank.run(
      "recover", "completion", "sample:fashion-mnist", "--images", "40", "--hide", "0.3",
      "--weight", "3", "--tolerance", "1e-3", "--quiet", "--out", out,
      environment: ["LOWRANK_PYTHON": "/no/python"])
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("/") })
    let page = try String(contentsOfFile: "\(out)/report.html", encoding: .utf8)
    #expect(page.contains("Original, observed, recovered"))
    #expect(FileManager.default.fileExists(atPath: "\(out)/charts/images.csv"))
  }
}
