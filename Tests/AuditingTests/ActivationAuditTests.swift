import Auditing
import Checkpoints
import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

@Suite("Activations")
struct ActivationAuditTests {
  /// Numbers of NumPy; rebuilt by `Tests/Fixtures/activations/make_activations.py`.
  struct Fixture: Decodable {
    struct Comparison: Decodable {
      let ckaBiased: Double
      let ckaUnbiased: Double
      let distance: Double
    }
    struct Kernel: Decodable {
      let kernel: String
      let centered: Bool
      let gram: [String: Double]
      let feature: [String: Double]
      let rankmePaper: Double
    }
    let file: Comparison
    let ids: [String: String]
    let kernels: [Kernel]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/activations")

    static func load() throws -> Fixture {
      try JSONDecoder().decode(
        Fixture.self, from: Data(contentsOf: folder.appending(path: "activations.json")))
    }
  }

  static func checkpoint(_ name: String) throws -> Checkpoint {
    try Checkpoint(opening: Fixture.folder.appending(path: name).path())
  }

  /// The audit of arrays that are written for it and deleted afterwards.
  static func audit(
    _ arrays: [String: NPYArray], _ options: ActivationOptions = .init()
  ) throws -> ActivationResult {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).npz").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try NPZFile.write(arrays, to: path)
    return try ActivationAudit(Checkpoint(opening: path), options: options).run()
  }

  static func gaussian(_ rows: Int, _ columns: Int, seed: UInt64) -> NPYArray {
    NPYArray(Matrix<Double>.gaussian(rows, columns, seed: seed))
  }

  private func number(_ value: MetricValue?) throws -> Double {
    try #require(value?.double)
  }

  @Test(
    "oracle: similarities of a file of two representations, by NumPy",
    arguments: ["same.npz", "numbered.npz"])
  func pair(name: String) throws {
    let fixture = try Fixture.load()
    let result = try ActivationAudit(Self.checkpoint(name)).run()
    let pair = try #require(result.pairs.first)
    #expect(result.pairs.count == 1 && pair.first == "first" && pair.second == "second")
    // Sums of a few hundred products.
    let bound = 1e-12
    let biased = try number(pair.metrics["cka_linear_biased"])
    let unbiased = try number(pair.metrics["cka_linear_unbiased"])
    let distance = try number(pair.metrics["cka_distance"])
    #expect(abs(biased - fixture.file.ckaBiased) < bound)
    #expect(abs(unbiased - fixture.file.ckaUnbiased) < bound)
    #expect(abs(distance - fixture.file.distance) < 10 * bound)
    let digest = name == "same.npz" ? fixture.ids["same"] : fixture.ids["numbered"]
    #expect(result.matrices.map(\.identifiersDigest) == [digest, digest])
    #expect(result.coverage.analysed == 2 && result.coverage.excluded == 1)
  }

  @Test("oracle: metrics of features and kernels, by NumPy")
  func kernels() throws {
    let checkpoint = try Self.checkpoint("bytes.npz")
    for expected in try Fixture.load().kernels {
      var options = ActivationOptions()
      options.kernel = try #require(ActivationKernel(expected.kernel))
      options.centering = expected.centered ? .mean : .none
      let matrix = try #require(
        try ActivationAudit(checkpoint, options: options).run().matrices.first)
      // The centred linear kernel has eigenvalues down to rounding, whose entropy is below 1e-12.
      for (values, prefix) in [(expected.gram, "gram_"), (expected.feature, "feature_")] {
        for (name, value) in values {
          let found = try number(matrix.metrics[prefix + name])
          #expect(
            abs(found - value) <= 1e-9 * value,
            "\(expected.kernel) \(expected.centered) \(prefix + name)")
        }
      }
      let paper = try number(matrix.metrics["rankme_paper"])
      #expect(abs(paper - expected.rankmePaper) <= 1e-10 * expected.rankmePaper)
      // The paper's constant moves the number: it is another one than the effective rank.
      let exact = try number(matrix.metrics["feature_effective_rank"])
      #expect(abs(paper - exact) > 1e-8)
    }
  }

  @Test("law: the kernel of cosine distances has one positive eigenvalue, half of all")
  func cosineDistance() throws {
    var options = ActivationOptions()
    options.kernel = .cosineDistance
    let features = Matrix<Double>.gaussian(12, 9, seed: 3)
    let result = try Self.audit(["z": NPYArray(features)], options)
    let metrics = try #require(result.matrices.first).metrics
    let kernel = FeatureKernel.cosineDistance.matrix(of: features).matrix
    let values = try symmetricEigenvalues(of: kernel)
    // Sums of a dozen numbers of order 1, from an iteration.
    let unit = 1000 * Double.ulpOfOne
    let positive = values.filter { $0 > unit }
    let total = values.reduce(0) { $0 + abs($1) }
    #expect(positive.count == 1 && abs(values.reduce(0, +)) <= unit)
    #expect(abs((positive.first ?? 0) / total - 0.5) <= unit)
    let entropy = try number(metrics["gram_spectral_entropy"])
    #expect(abs(entropy - RankMeasures.spectralEntropy(values.map { abs($0) })) <= unit)
  }

  @Test("law: without identifiers the order of samples is what tells them")
  func order() throws {
    let arrays = ["a": Self.gaussian(24, 3, seed: 4), "b": Self.gaussian(24, 5, seed: 5)]
    let result = try Self.audit(arrays)
    #expect(
      result.matrices.map(\.identifiersDigest).allSatisfy {
        $0 == (try? Fixture.load().ids["none"])
      })
    #expect(try number(result.pairs[0].metrics["cka_linear_unbiased"]) < 0.5)
  }

  @Test("law: little memory changes no number")
  func memory() throws {
    let arrays = [
      "a": Self.gaussian(10, 30, seed: 6), "b": Self.gaussian(10, 40, seed: 7),
      "c": Self.gaussian(10, 4, seed: 8),
    ]
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).npz").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try NPZFile.write(arrays, to: path)
    let audit = try ActivationAudit(Checkpoint(opening: path))
    let (rich, poor) = (try audit.run(), try audit.run(memory: 0))
    #expect(rich.pairs == poor.pairs && rich.pairs.count == 3)
  }

  @Test("hostile: reordered samples are named and not compared")
  func reordered() throws {
    #expect {
      try ActivationAudit(Self.checkpoint("reordered.npz"))
    } throws: { error in
      let text = "\(error)"
      return (error as? AuditError)?.code == .differentSamples && text.contains("Sample 3")
        && text.contains("\"sample 3 é\" in first") && text.contains("\"sample 7 é\" in second")
    }
  }

  @Test("hostile: other numbers of samples, too few of them, or of identifiers, are an error")
  func counts() throws {
    func code(_ arrays: [String: NPYArray]) -> (AuditError.Code?, String) {
      do {
        _ = try Self.audit(arrays)
        return (nil, "")
      } catch { return ((error as? AuditError)?.code, "\(error)") }
    }
    let x = Self.gaussian(6, 3, seed: 9)
    let unequal = code(["a": x, "b": Self.gaussian(7, 3, seed: 10)])
    #expect(unequal.0 == .differentSamples && unequal.1.contains("6 samples and b has 7"))
    let few = Self.gaussian(3, 3, seed: 11)
    let tooFew = code(["a": few, "b": few])
    #expect(tooFew.0 == .differentSamples && tooFew.1.contains("at least 4"))
    #expect(code(["a": few]).0 == nil)
    let ids = NPYArray(shape: [5], storage: .int64([1, 2, 3, 4, 5]))
    #expect(code(["a": x, "ids": ids]).0 == .invalidIdentifiers)
    #expect(code(["a": x, "a_ids": NPYArray([1, 2, 3, 4, 5, 6])]).0 == .invalidIdentifiers)
    let table = NPYArray(shape: [6, 1], storage: .int64([1, 2, 3, 4, 5, 6]))
    #expect(code(["a": x, "ids": table]).0 == .invalidIdentifiers)
    #expect(code(["ids": ids]).0 == .noActivations)
    #expect(code(["a": NPYArray([1, 2, 3])]).0 == .noActivations)
  }

  @Test("hostile: features that do not vary, dead samples, NaN: no number, and a reason")
  func degenerate() throws {
    var options = ActivationOptions()
    options.kernel = .cosine
    var holes = Matrix<Double>.gaussian(8, 5, seed: 12)
    for column in 0..<5 { (holes[2, column], holes[6, column]) = (0, 0) }
    var broken = Matrix<Double>.gaussian(8, 5, seed: 13)
    broken[4, 1] = .nan
    let result = try Self.audit(
      [
        "broken": NPYArray(broken), "flat": NPYArray(Matrix(rows: 8, columns: 4, repeating: 0.1)),
        "holes": NPYArray(holes), "zero": NPYArray(Matrix<Double>(rows: 8, columns: 4)),
      ], options)
    let rows = Dictionary(uniqueKeysWithValues: result.matrices.map { ($0.name, $0) })
    #expect(rows["broken"]?.metrics["gram_effective_rank"] == .undefined("nonfinite"))
    #expect(rows["broken"]?.notes == ["nonfinite: 1 NaN and 0 infinite"])
    #expect(rows["holes"]?.deadSamples == 2)
    #expect(rows["holes"]?.notes.contains("deadSamples") == true)
    #expect(try number(rows["holes"]?.metrics["gram_effective_rank"]) <= 5 + 1e-12)
    #expect(rows["zero"]?.deadSamples == 8)
    #expect(rows["zero"]?.metrics["gram_effective_rank"] == .undefined("deadSamples"))
    #expect(rows["zero"]?.metrics["rankme_paper"] == .undefined("zero"))
    for pair in result.pairs {
      let reason = pair.first == "broken" ? "nonfinite" : "selfTermNotPositive"
      for name in ActivationResult.comparisons where name != "hsic_unbiased" {
        #expect(pair.metrics[name] == .undefined(reason), "\(pair.first) \(pair.second) \(name)")
      }
    }
    // NaN and infinity are no JSON: a document that parses has none.
    let document = try JSONSerialization.jsonObject(with: Data(result.json())) as? [String: Any]
    #expect(document?["schema"] as? String == "lowrank.activations/1")
    #expect((document?["matrices"] as? [[String: Any]])?.count == 4)
    #expect((document?["pairs"] as? [[String: Any]])?.count == 6)
    let lines = String(decoding: result.csv(), as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.count == 1 + 4 + 6 + 1)
    let widths = Set(lines.dropLast().map { $0.filter { $0 == "," }.count })
    #expect(widths.count == 1)
  }
}
