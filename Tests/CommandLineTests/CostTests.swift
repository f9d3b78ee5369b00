import Checkpoints
import Foundation
import Tensors
import Testing

/// `lowrank cost`, as a user runs it.
@Suite struct CostTests {
  private func document(_ verb: String, _ arguments: [String]) throws -> [String: Any] {
    let ending = try Lowrank.run(["cost", verb] + arguments + ["--json"])
    try #require(ending.status == 0, "\(ending.messages)")
    return try ending.json
  }

  private func number(_ document: [String: Any], _ key: String) throws -> Double {
    try #require((document[key] as? NSNumber)?.doubleValue, "\(key)")
  }

  private func numbers(_ document: [String: Any], _ key: String) throws -> [Double] {
    try #require(document[key] as? [NSNumber], "\(key)").map(\.doubleValue)
  }

  // MARK: evaluate

  @Test(
    "oracle: costs and parts of 3, 1, 0.2 at λ = 0.5 are those of the specification",
    arguments: [
      ("depth-1", "1", 2.6097957513, 2.1013071991), ("depth-1", "4", 2.2072041520, 1.5552423191),
      ("depth-1", "16", 2.0621755201, 1.3624331399),
      ("depth-1", "inf", 2.0078460783, 1.2910890143),
      ("depth-2", "1", 3.0637033052, 2.1318516526), ("depth-2", "4", 2.6491685903, 1.4898337181),
      ("depth-2", "16", 2.4985309321, 1.2763841725), ("depth-2", "inf", 2.4424533249, 1.2),
    ])
  func worked(block: String, depth: String, cost: Double, embedding: Double) throws {
    let found = try document(
      "evaluate",
      ["--singular-values", "3,1,0.2", "--lambda", "0.5", "--block", block, "--depth", depth])
    #expect(found["schema"] as? String == "lowrank.cost/1")
    #expect(found["block"] as? String == block)
    // The table has ten decimals; other L and the other kind differ in the first two.
    let total = try number(found, "cost")
    #expect(abs(total - cost) < 1e-10)
    #expect(abs(try number(found, "embedding_part") - embedding) < 1e-10)
    #expect(abs(try number(found, "residual_part") - (cost - embedding)) < 2e-10)
    let terms = try numbers(found, "per_singular_value")
    #expect(terms.count == 3)
    // The sum of three positive terms, each rounded once.
    #expect(abs(terms.reduce(0, +) - total) < 4 * total.ulp)
  }

  @Test(
    "oracle: the soft rank of 5, 1.5, 0.5 goes from 0.875 to the rank",
    arguments: [("8", 0.875), ("4", 1.5), ("2", 2), ("1", 2.5), ("0.5", 3), ("1e-300", 3)])
  func softRank(lambda: String, expected: Double) throws {
    let found = try document(
      "evaluate", ["--singular-values", "5,1.5,0.5", "--lambda", lambda])
    // Quotients of short decimals, summed: a few roundings.
    #expect(abs(try number(found, "soft_rank") - expected) < 1e-14)
  }

  @Test("law: the greatest number there is for a depth is as good as infinity")
  func greatestDepth() throws {
    for block in ["depth-1", "depth-2"] {
      let call = ["--singular-values", "3,1", "--lambda", "1", "--block", block, "--depth"]
      let deep = try document("evaluate", call + ["\(Int.max)"])
      let limit = try document("evaluate", call + ["inf"])
      #expect(abs(try number(deep, "cost") / number(limit, "cost") - 1) < 1e-14)
      let prox = try document("prox", call + ["\(Int.max)", "--step", "2"])
      #expect(try numbers(prox, "prox")[0] > 1)
    }
  }

  @Test("law: constants rescale, C_{a,b}(A; λ) = 2a C(A; bλ/a)")
  func constants() throws {
    let call = ["--singular-values", "3,1,0.2", "--block", "depth-1", "--depth", "3"]
    let general = try document("evaluate", call + ["--lambda", "0.5", "--constants", "2,3"])
    let halves = try document("evaluate", call + ["--lambda", "0.75"])
    let (left, right) = (try number(general, "cost"), 4 * (try number(halves, "cost")))
    #expect(abs(left / right - 1) < 1e-14)
    #expect((general["constants"] as? [String: Any])?["b"] as? Double == 3)
  }

  @Test("law: a matrix costs what its singular values cost; rounding does not add to the rank")
  func matrix() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.npy"
    // Twice the same row: singular values √10 · √2 and 0.
    let matrix = Matrix<Double>([[1, 3], [1, 3], [0, 0]])
    try NPYFile.write(NPYArray(matrix), to: path)
    let found = try document("evaluate", ["--matrix", path, "--lambda", "1e-6"])
    let expected = try document(
      "evaluate", ["--singular-values", "\(20.0.squareRoot())", "--lambda", "1e-6"])
    #expect(found["rank"] as? Int == 1)
    #expect(try number(found, "zero_tolerance") > 0)
    #expect(abs(try number(found, "cost") / number(expected, "cost") - 1) < 1e-13)
    let all = try document(
      "evaluate", ["--matrix", path, "--lambda", "1e-6", "--zero-tolerance", "5"])
    #expect(try number(all, "cost") == 0)
  }

  @Test(
    "law: of a checkpoint every matrix is evaluated, the rest is named",
    arguments: ["safetensors", "npz"])
  func checkpoint(format: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/model.\(format)"
    let tensors = [
      "layers.2.weight": NPYArray(Matrix<Float>([[2, 0], [0, 1]])),
      "layers.10.weight": NPYArray(Matrix<Double>([[0, 3, 0], [1, 0, 0]])),
      "layers.2.bias": NPYArray([1, 2]),
      "conv.weight": NPYArray(Array(repeating: 1, count: 16), shape: [2, 2, 2, 2]),
      "steps": NPYArray(shape: [1, 1], storage: .int64([7])),
      "mask": NPYArray(shape: [1, 2], storage: .bool([true, false])),
      "broken.weight": NPYArray([1, .nan, 2, 3], shape: [2, 2]),
    ]
    if format == "npz" {
      try NPZFile.write(tensors, to: path)
    } else {
      try SafetensorsFile(tensors: tensors).write(to: path)
    }
    let found = try document("evaluate", ["--checkpoint", path, "--lambda", "100"])
    let rows = try #require(found["tensors"] as? [[String: Any]])
    #expect(rows.compactMap { $0["source"] as? String } == ["layers.2.weight", "layers.10.weight"])
    // Above the largest singular value depth-2 blocks pay the nuclear norm, exactly.
    #expect(try rows.map { try number($0, "cost") } == [3, 4])
    #expect(try number(found, "cost") == 7)
    let skipped = try #require(found["skipped"] as? [[String: Any]])
    #expect(
      skipped.compactMap { $0["name"] as? String } == [
        "broken.weight", "conv.weight", "layers.2.bias", "mask", "steps",
      ])
    #expect(
      skipped.compactMap { $0["reason"] as? String }.suffix(2) == ["bool", "whole numbers"])
    #expect((skipped.first?["reason"] as? String)?.contains("[0, 1]") == true)

    let one = try document(
      "evaluate", ["--checkpoint", path, "--tensor", "layers.10.weight", "--lambda", "100"])
    #expect(try number(one, "cost") == 4)
    let table = try Lowrank.run("cost", "evaluate", "--checkpoint", path, "--lambda", "100").output
    for name in tensors.keys { #expect(table.contains(name)) }
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  // MARK: weights

  @Test(
    "law: the written weights compute the matrix, at its cost",
    arguments: ["depth-1", "depth-2"], [nil, "5"])
  func weights(block: String, width: String?) throws {
    let folder = try TemporaryFolder()
    let (source, path) = ("\(folder.path)/a.npy", "\(folder.path)/best.safetensors")
    let matrix = Matrix<Double>([[1, 3, 0.5], [2, -1, 0.25]])
    try NPYFile.write(NPYArray(matrix), to: source)
    let found = try document(
      "weights",
      [
        "--matrix", source, "--lambda", "0.3", "--depth", "4", "--block", block, "--out", path,
        "--constants", "1,2",
      ] + (width.map { ["--width", $0] } ?? []))
    let file = try SafetensorsFile(contentsOf: path)
    #expect(file.metadata["block"] == block)
    #expect(file.metadata["lambda"] == "0.3")
    func tensor(_ name: String) throws -> Matrix<Double> {
      try #require(file.tensors["\(name).weight"], "\(name)").matrix()
    }
    var state = try tensor("embedding")
    let last = try tensor("unembedding")
    #expect(state.rows == Int(width ?? "2"))
    func square(_ matrix: Matrix<Double>) -> Double {
      matrix.elements.reduce(0) { $0 + $1 * $1 }
    }
    var cost = square(state) + square(last)
    for index in 0..<4 {
      if block == "depth-1" {
        let weight = try tensor("blocks.\(index)")
        state = state + weight.times(state)
        cost += 2 * 0.3 * 4 * square(weight)
      } else {
        let inner = try tensor("blocks.\(index).inner")
        let outer = try tensor("blocks.\(index).outer")
        state = state + outer.times(inner.times(state))
        cost += 2 * 0.3 * (square(inner) + square(outer))
      }
    }
    #expect(file.tensors.count == (block == "depth-1" ? 6 : 10))
    let product = last.times(state)
    // The gate of the specification; a block left out would change the first digit.
    let error = zip(product.elements, matrix.elements).map { abs($0 - $1) }.max() ?? .infinity
    #expect(error < 1e-12)
    #expect(abs(try number(found, "cost") / cost - 1) < 1e-12)
    #expect(try number(found, "product_error") < 1e-12)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test("law: the zero tolerance decides the rank of weights and paths too, and text is a matrix")
  func zeroTolerance() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/w.safetensors"
    let call = ["--lambda", "1", "--depth", "2", "--out", path]
    let values = ["--singular-values", "3,1,1e-17,0"]
    // What is given is meant, unless the caller says otherwise.
    #expect(try number(document("weights", values + call), "rank") == 3)
    let less = try document("weights", values + call + ["--zero-tolerance", "2"])
    #expect(try number(less, "rank") == 1 && number(less, "zero_tolerance") == 2)
    let points = try document("path", values + ["--zero-tolerance", "2", "--points", "2"])
    #expect(try number(points, "rank") == 1 && number(points, "nuclear_norm") == 3)

    let text = "\(folder.path)/a.csv"
    try Data("x,y\n3,0\n0,1e-17\n".utf8).write(to: URL(filePath: text))
    #expect(try number(document("weights", ["--matrix", text] + call), "rank") == 1)
    let all = try document("weights", ["--matrix", text, "--zero-tolerance", "0"] + call)
    #expect(try number(all, "rank") == 2)
  }

  // MARK: prox

  @Test(
    "oracle: jumps of the proximal operator are those of the specification",
    arguments: [
      ("depth-1", "inf", 2.683477, 0.951426), ("depth-2", "inf", 3.625613, 2.347846),
      ("depth-2", "10", 3.684566, 2.248152), ("depth-2", "1", 3.949490, 1.5),
    ])
  func jumps(block: String, depth: String, from: Double, to: Double) throws {
    let values = [from + 0.001, from - 0.001, 0, 2].map { "\($0)" }.joined(separator: ",")
    let found = try document(
      "prox",
      [
        "--singular-values", values, "--step", "3", "--lambda", "1", "--block", block, "--depth",
        depth,
      ])
    let jump = try #require(found["jump"] as? [String: Any])
    // The table has six decimals.
    #expect(abs(try number(jump, "from") - from) < 1e-6)
    #expect(abs(try number(jump, "to") - to) < 1e-6)
    // In the order given: beyond the jump, before it, and 0 below the threshold.
    let results = try numbers(found, "prox")
    #expect(results[0] > to - 1e-6 && results[1] < to && results[2] == 0 && results[3] == 0)
    #expect(try number(found, "zero_threshold") >= (block == "depth-1" ? from - 1e-6 : 3))
  }

  @Test("law: a step whose quotient by lambda overflows changes nothing that is far above it")
  func greatStep() throws {
    for block in ["depth-1", "depth-2"] {
      let found = try document(
        "prox",
        ["--singular-values", "1e5", "--step", "1e10", "--lambda", "1e-300", "--block", block])
      #expect(try numbers(found, "prox") == [1e5])
    }
  }

  @Test("law: without a jump that key is null")
  func continuous() throws {
    let found = try document(
      "prox", ["--singular-values", "3,1,0.2", "--step", "0.4", "--lambda", "0.5"])
    #expect(found["jump"] is NSNull)
    // Soft thresholding up to λ + τ, the root x = (y + √(y² - 4τλ))/2 above.
    let expected = [(3 + 8.2.squareRoot()) / 2, (1 + 0.2.squareRoot()) / 2, 0]
    for (value, number) in zip(try numbers(found, "prox"), expected) {
      #expect(abs(value - number) < 1e-15 * 4)
    }
  }

  // MARK: path

  @Test("law: a path leads from the nuclear norm to the rank, and into a folder")
  func path() throws {
    let folder = try TemporaryFolder()
    let out = "\(folder.path)/path"
    let found = try document(
      "path", ["--singular-values", "3,1,0.2", "--points", "5", "--out", out, "--quiet"])
    let points = try #require(found["points"] as? [[String: Any]])
    #expect(points.count == 5)
    let lambdas = try points.map { try number($0, "lambda") }
    #expect(lambdas.first == 300 && lambdas.last == 0.002)
    #expect(lambdas == lambdas.sorted(by: >))
    func cost(_ point: [String: Any]?, _ key: String) throws -> Double {
      try number(try #require(point?["depth_2"] as? [String: Any]), key)
    }
    // Sums of three numbers in any order.
    #expect(abs(try cost(points.first, "cost") - 4.2) < 1e-14)
    #expect(abs(try cost(points.last, "soft_rank") - 3) < 1e-14)
    let table = try String(contentsOfFile: "\(out)/path.csv", encoding: .utf8)
    #expect(table.hasPrefix("lambda,depth_1_cost,"))
    #expect(table.split(separator: "\n").count == 6)
    for name in ["report.html", "charts/cost.vl.json", "charts/soft-rank.vl.json"] {
      #expect(FileManager.default.fileExists(atPath: "\(out)/\(name)"), "\(name)")
    }
  }

  // MARK: lambda-of

  @Test(
    "law: what weight decay means",
    arguments: [
      (["--weight-decay", "1e-4"], 1e-4, 1.0),
      (["--weight-decay", "1e-4", "--block", "depth-1", "--depth", "32"], 1e-4, 1.0 / 32),
      (["--embedding-decay", "2e-3", "--block-decay", "1e-3", "--depth", "7"], 2e-3, 0.5),
      (
        [
          "--embedding-decay", "2e-3", "--block-decay", "1e-3", "--block", "depth-1", "--depth",
          "4",
        ], 2e-3, 0.125
      ),
      (["--weight-decay", "1e-4", "--constants", "1,2"], 5e-5, 0.5),
    ])
  func lambdaOf(arguments: [String], mu: Double, lambda: Double) throws {
    let found = try document("lambda-of", arguments)
    #expect(abs(try number(found, "mu") / mu - 1) < 1e-15)
    #expect(abs(try number(found, "lambda") / lambda - 1) < 1e-15)
  }

  // MARK: For people

  @Test(
    "law: tables name block kind, L and constants, and fit 80 columns",
    arguments: [
      ["evaluate", "--singular-values", "3,1,0.2,1e-12,123456.789", "--lambda", "1e-9"],
      [
        "evaluate", "--singular-values", "3,1", "--lambda", "1", "--block", "depth-1", "--depth",
        "7",
      ],
      ["prox", "--singular-values", "3,1,0.123456789012", "--lambda", "1", "--step", "2.5"],
      ["path", "--singular-values", "3,1e-12,0.2"], ["lambda-of", "--weight-decay", "1.23e-9"],
    ])
  func tables(arguments: [String]) throws {
    let ending = try Lowrank.run(["cost"] + arguments)
    #expect(ending.status == 0, "\(ending.messages)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.first?.contains("L = ") == true && lines.first?.contains("b = 0.5") == true)
  }
}
