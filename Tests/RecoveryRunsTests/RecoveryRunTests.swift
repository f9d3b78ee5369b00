import Checkpoints
import Foundation
import Recovery
import RecoveryRuns
import Runs
import Synchronization
import Testing

@Suite struct RecoveryRunTests {
  private let folder: TemporaryFolder
  private let planted: PlantedCompletion

  init() throws {
    folder = try TemporaryFolder()
    planted = try PlantedCompletion()
  }

  private func run(_ options: RecoveryOptions = PlantedCompletion.options) throws -> RecoveryRun {
    try RecoveryRun(.completion(planted.data), options)
  }

  /// The bytes of what was recovered; the folder's own name stands in the document.
  private func outcome(_ name: String) throws -> [Data] {
    let files = try ["factors.npz", "predictions.csv"].map {
      try #require(folder.bytes("\(name)/\($0)"))
    }
    let text = String(
      decoding: try #require(folder.bytes("\(name)/result.json")), as: UTF8.self)
    return files + [Data(text.replacing("/\(name)\"", with: "\"").utf8)]
  }

  @Test("oracle: a planted matrix is recovered, with its rank and a certificate")
  func recovered() throws {
    let result = try #require(try run().run(in: "\(folder.path)/a", threads: 2))
    #expect(result.matrix.rank == 2)
    // Noise of 0.02 in entries of size about 1.4: least squares with the true rank gives about 1.3 %.
    let error = try result.matrix.distance(to: planted.truth) / planted.truth.frobeniusNorm
    #expect(error < 0.03, "\(error)")
    #expect(result.isCertified && result.point.path.kktResidual <= 1e-5)
    let heldOut = try #require(result.heldOut)
    #expect(heldOut.kind == .crossValidation && heldOut.rmse < 0.1)
  }

  @Test(
    "law: threads and interruptions after every point change no byte",
    arguments: [RecoveryOptions.Solver.dense, .factored])
  func interrupted(solver: RecoveryOptions.Solver) throws {
    var options = PlantedCompletion.options
    options.solver = solver
    _ = try run(options).run(in: "\(folder.path)/whole", threads: 1)
    let expected = try outcome("whole")
    var result: RecoveryResult?
    var calls = 0
    while result == nil {
      // One point a call, in each of the two folds that are solved at a time.
      let stop = StopToken()
      result = try run(options).run(
        in: "\(folder.path)/parts", resume: true, threads: 1 + calls % 2, stop: stop,
        progress: { _ in stop.request() })
      calls += 1
      try #require(calls < 100)
    }
    #expect(calls > 10)
    #expect(try outcome("parts") == expected)
    let lines = String(
      decoding: try #require(folder.bytes("parts/path.jsonl")), as: UTF8.self
    ).split(separator: "\n")
    #expect(lines.count == result?.points.count)
    #expect(lines.first?.contains("\"job\":\"fold-0\"") ?? false)
  }

  @Test("law: without --resume what was there is set aside")
  func beganAnew() throws {
    for _ in 0..<2 { _ = try run().run(in: "\(folder.path)/a", threads: 2) }
    #expect(folder.bytes("a/previous-1/state/refit.npz") != nil)
    #expect(folder.bytes("a/previous-2/state/refit.npz") == nil)
  }

  @Test("law: hidden entries decide the error; they are predicted, offsets included")
  func hidden() throws {
    var options = PlantedCompletion.options
    options.hiddenShare = 0.2
    options.centering = .rowsColumns
    let result = try #require(try run(options).run(in: "\(folder.path)/a", threads: 2))
    #expect(result.heldOut?.kind == .hidden)
    let entries = planted.data.entries
    #expect(result.hiddenCount == Int((0.2 * Double(entries.count)).rounded()))
    #expect(result.observations + result.hiddenCount == entries.count)
    let errors = entries.entries.map { abs($0.value - result.prediction($0.row, $0.column)) }
    // Offsets leave a matrix of rank up to 4 for half of the entries; zero would be off by 1.1.
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.5)
    let arrays = try NPZFile.read("\(folder.path)/a/factors.npz")
    #expect(arrays["row_offsets"]?.shape == [20] && arrays["column_offsets"]?.shape == [16])
    let (left, right) = (try #require(arrays["left"]), try #require(arrays["right"]))
    #expect(left.shape == [20, result.matrix.rank] && right.shape == [16, result.matrix.rank])
  }

  @Test("law: a weight is taken as it is, and a start leads to the same solution")
  func weight() throws {
    var options = PlantedCompletion.options
    options.selection = .weight(0.5)
    let result = try #require(try run(options).run(in: "\(folder.path)/a", threads: 1))
    #expect(result.point.path.weight == 0.5 && result.heldOut == nil)
    #expect(result.points.count > 2, "a path leads there")
    let start = try LowRankMatrix(factorsIn: "\(folder.path)/a/factors.npz")
    let again = try #require(
      try RecoveryRun(.completion(planted.data), options, start: start)
        .run(in: "\(folder.path)/b", threads: 1))
    #expect(again.points.count == 1)
    // Both are within the tolerance of one stationary point.
    #expect(try again.matrix.distance(to: result.matrix) < 1e-3)
  }

  @Test("law: a path ends before the rank passes its limit")
  func rankLimit() throws {
    var options = PlantedCompletion.options
    options.rankLimit = 1
    // The first weight removes all but the largest singular value.
    options.largest = 0.95
    let result = try #require(try run(options).run(in: "\(folder.path)/a", threads: 2))
    #expect(result.matrix.rank == 1)
    #expect(result.points.allSatisfy { $0.path.rank <= 1 })
  }

  @Test("hostile: a folder of another recovery, one that is in use, a state that was edited")
  func folders() throws {
    let path = "\(folder.path)/a"
    _ = try run().run(in: path, threads: 2)
    var other = PlantedCompletion.options
    other.penalty = .nuclear
    let error = #expect(throws: RecoveryRunError.self) {
      try run(other).run(in: path, resume: true, threads: 1)
    }
    #expect(error?.code == .otherConfiguration)
    #expect(error?.description.contains("nuclear") ?? false)
    do {
      let lock = try FolderLock(path, work: "recovery")
      let busy = #expect(throws: RecoveryRunError.self) {
        try run().run(in: path, resume: true, threads: 1)
      }
      #expect(busy?.code == .folderInUse)
      withExtendedLifetime(lock) {}
    }
    _ = try folder.file("a/state/fold-0.npz", "no archive")
    let damaged = #expect(throws: RecoveryRunError.self) {
      try run().run(in: path, resume: true, threads: 1)
    }
    #expect(damaged?.code == .damagedState)
    #expect(damaged?.description.contains("fold-0.npz") ?? false)
  }

  @Test("hostile: a state that is read but fits nothing is refused, never followed")
  func editedStates() throws {
    let path = "\(folder.path)/a"
    _ = try run().run(in: path, threads: 2)
    let state = "\(path)/state/fold-1.npz"
    let whole = try NPZFile.read(state)
    func text(_ change: (String) -> String) throws -> NPYArray {
      guard case .uint8(let bytes)? = whole["points"]?.storage else {
        throw RecoveryTestError.noPoints
      }
      let changed = Array(change(String(decoding: bytes, as: UTF8.self)).utf8)
      return NPYArray(shape: [changed.count], storage: .uint8(changed))
    }
    let rank = try #require(whole["singular_values"]).count
    let edits: [(String, NPYArray)] = [
      ("left", NPYArray(Array(repeating: 1, count: 3 * rank), shape: [3, rank])),
      ("right", NPYArray(Array(repeating: 1, count: 16), shape: [16])),
      ("singular_values", NPYArray(Array(repeating: -1, count: rank))),
      ("singular_values", NPYArray(Array(repeating: .nan, count: rank))),
      ("points", try text { $0.replacing("\"index\":0", with: "\"index\":99") }),
      ("points", try text { $0.replacing("\"held_out\":", with: "\"hidden\":") }),
      ("points", try text { $0.replacing("\"certificate\":", with: "\"none\":") }),
      ("points", try text { _ in "{}" }),
    ]
    for (name, array) in edits {
      try NPZFile.write(whole.merging([name: array]) { $1 }, to: state)
      let error = #expect(throws: RecoveryRunError.self, "\(name)") {
        try run().run(in: path, resume: true, threads: 1)
      }
      #expect(error?.code == .damagedState && error?.description.contains("fold-1.npz") ?? false)
    }
    try NPZFile.write(whole, to: state)
    #expect(try run().run(in: path, resume: true, threads: 1) != nil)
  }

  @Test("hostile: numbers whose squares are none, and weights below all rounding")
  func magnitudes() throws {
    let entries = planted.data.entries
    let data = CompletionData(
      source: "scaled.csv",
      entries: try ObservedEntries(
        rows: entries.rows, columns: entries.columns,
        entries: entries.entries.map { ($0.row, $0.column, 1e-200 * $0.value) }))
    let error = #expect(throws: RecoveryRunError.self) {
      try RecoveryRun(.completion(data), PlantedCompletion.options)
        .run(in: "\(folder.path)/scaled", threads: 1)
    }
    #expect(error?.description.contains("scaled.csv") ?? false)
    for selection in [
      RecoveryOptions.Selection.weight(.leastNonzeroMagnitude), .noise(.leastNonzeroMagnitude),
    ] {
      var options = PlantedCompletion.options
      options.selection = selection
      let error = #expect(throws: RecoveryRunError.self) {
        try run(options).run(in: "\(folder.path)/tiny", threads: 1)
      }
      #expect(error?.code == .invalidOption && error?.description.contains("mu_max") ?? false)
    }
  }

  @Test("hostile: options that are out of range, each with its name")
  func options() throws {
    let wrong: [(String, (inout RecoveryOptions) -> Void)] = [
      ("--weight", { $0.selection = .weight(0) }), ("--weight", { $0.selection = .weight(.nan) }),
      ("--noise", { $0.selection = .noise(-1) }), ("--lambda", { $0.lambda = .fixed(0) }),
      ("--coupling", { $0.lambda = .coupled(-2) }), ("--points", { $0.points = 0 }),
      ("--tolerance", { $0.tolerance = 0 }), ("--rank-limit", { $0.rankLimit = 0 }),
      ("--hide", { $0.hiddenShare = 1 }),
      ("--folds", { $0.selection = .crossValidation(CrossValidation(splitting: .folds(1))) }),
      ("--held-out", { $0.selection = .crossValidation(CrossValidation(splitting: .heldOut(1))) }),
    ]
    for (name, change) in wrong {
      var options = RecoveryOptions()
      change(&options)
      let error = #expect(throws: RecoveryRunError.self) { try run(options) }
      #expect(
        error?.code == .invalidOption && error?.description.contains(name) ?? false, "\(name)")
    }
  }
}

/// What a test did not find.
private enum RecoveryTestError: Error {
  case noPoints
}
