import Auditing
import Checkpoints
import Foundation
import Randomness
import Testing

@Suite("Resuming an audit")
struct ResumeTests {
  private let checkpoint = Synthetic.checkpoint(
    (0..<8).map { Synthetic.random("layers.\($0).weight", [12 + $0, 9]) }
      + [Synthetic.random("conv", [6, 4, 3, 3])])

  private func run(
    _ checkpoint: Checkpoint, _ options: AuditOptions, in folder: String, resume: Bool = true
  ) throws -> AuditResult {
    try Audit(checkpoint, options: options)
      .run(
        threads: 2, folder: try AuditFolder("\(folder)/out", resume: resume), hashesFiles: false)
  }

  @Test("law: cut off anywhere and resumed, an audit gives the rows of one that was not")
  func truncation() throws {
    try Synthetic.withFolder { folder in
      let options = AuditOptions()
      let whole = try run(checkpoint, options, in: folder)
      let path = "\(folder)/out/trials.jsonl"
      let log = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(log.count { $0 == 0x0A } == 9)
      var stream = RandomStream(SeedPath(root: 3) / "cuts")
      for _ in 0..<12 {
        let cut = Int.random(in: 0..<log.count, using: &stream)
        try log.prefix(cut).write(to: URL(fileURLWithPath: path))
        let resumed = try run(checkpoint, options, in: folder)
        #expect(resumed.rows.map(\.timeless) == whole.rows.map(\.timeless))
        #expect(resumed.provenance?.reusedRows == log.prefix(cut).count { $0 == 0x0A })
      }
      let again = try run(checkpoint, options, in: folder)
      // Seconds of stored rows are those of the computation.
      #expect(again.rows.count == 9)
      #expect(again.provenance?.reusedRows == 9)
    }
  }

  @Test("law: options, seed, files and views that change a value are never answered from the log")
  func staleness() throws {
    try Synthetic.withFolder { folder in
      var options = AuditOptions()
      _ = try run(checkpoint, options, in: folder)
      let changes: [(inout AuditOptions) -> Void] = [
        { $0.seed = 1 }, { $0.nullReplicates = 2 }, { $0.rankTolerances = [0.3] },
        { $0.tracyWidomProbability = 0.05 }, { $0.metrics = ["stable_rank"] },
        { $0.route = .direct },
      ]
      for change in changes {
        options = AuditOptions()
        change(&options)
        let resumed = try run(checkpoint, options, in: folder)
        let fresh = try Audit(checkpoint, options: options).run(hashesFiles: false)
        #expect(resumed.provenance?.reusedRows == 0)
        #expect(resumed.rows.map(\.timeless) == fresh.rows.map(\.timeless))
      }
      let other = Synthetic.checkpoint(
        Array(checkpoint.tensors.dropFirst())
          + [Synthetic.random("layers.0.weight", [12, 9], seed: 9)])
      #expect(try run(other, AuditOptions(), in: folder).provenance?.reusedRows == 8)
      options = AuditOptions()
      options.convolutionView = .slices
      #expect(try run(checkpoint, options, in: folder).provenance?.reusedRows == 8)
    }
  }

  @Test("law: without resume the earlier log is set aside")
  func fresh() throws {
    try Synthetic.withFolder { folder in
      _ = try run(checkpoint, AuditOptions(), in: folder)
      let second = try run(checkpoint, AuditOptions(), in: folder, resume: false)
      #expect(second.provenance?.reusedRows == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/out").sorted()
      #expect(names == ["manifest.json", "previous-trials.jsonl", "trials.jsonl"])
    }
  }

  @Test("law: singular values come back from the log as well")
  func spectra() throws {
    try Synthetic.withFolder { folder in
      func spectra(_ name: String) throws -> (AuditResult, Data) {
        let path = "\(folder)/\(name).npz"
        let result = try Audit(checkpoint).run(
          threads: 2, folder: try AuditFolder("\(folder)/out", resume: true), spectra: path,
          hashesFiles: false)
        return (result, try Data(contentsOf: URL(fileURLWithPath: path)))
      }
      _ = try run(checkpoint, AuditOptions(), in: folder)
      let first = try spectra("first")
      #expect(first.0.provenance?.reusedRows == 0)
      let second = try spectra("second")
      #expect(second.0.provenance?.reusedRows == 9)
      #expect(first.1 == second.1)
    }
  }

  @Test("hostile: a line that was edited, a folder of something else, a file in the folder's place")
  func damage() throws {
    try Synthetic.withFolder { folder in
      _ = try run(checkpoint, AuditOptions(), in: folder)
      let path = "\(folder)/out/trials.jsonl"
      let log = try String(contentsOfFile: path, encoding: .utf8)
      try log.replacing("layers.1", with: "layers.9")
        .write(toFile: path, atomically: true, encoding: .utf8)
      #expect { _ = try AuditFolder("\(folder)/out", resume: true) } throws: {
        ($0 as? AuditError)?.code == .damagedLog
      }
      try #"{"schema":"lowrank.run/1"}"#
        .write(toFile: "\(folder)/out/manifest.json", atomically: true, encoding: .utf8)
      #expect { _ = try AuditFolder("\(folder)/out", resume: false) } throws: {
        ($0 as? AuditError)?.code == .unusableFolder
      }
      #expect(throws: AuditError.self) { _ = try AuditFolder(path, resume: false) }
      #expect(throws: AuditError.self) {
        _ = try Audit(checkpoint).run(spectra: "\(folder)/none/x.npz", hashesFiles: false)
      }
    }
  }
}
