import Checkpoints
import Foundation
import Tensors
import Testing

/// What `lowrank cost` cannot use, it says.
@Suite struct CostInputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func cost(_ arguments: String...) throws -> Lowrank.Ending {
    try Lowrank.run(["cost"] + arguments)
  }

  @Test(
    "hostile: lambda, depth, constants, steps and tolerances out of range",
    arguments: [
      (["--lambda", "0"], "lambda"), (["--lambda", "-1"], "-1"), (["--lambda", "nan"], "nan"),
      (["--lambda", "inf"], "inf"), (["--lambda", "1", "--depth", "0"], "depth"),
      (["--lambda", "1", "--depth", "-3"], "-3"),
      (["--lambda", "1", "--constants", "0,1"], "a of"),
      (["--lambda", "1", "--constants", "1,nan"], "nan"),
      (["--lambda", "5e-324"], "underflows"),
      (["--lambda", "1", "--zero-tolerance", "-1"], "tolerance"),
      (["--lambda", "1", "--zero-tolerance", "nan"], "tolerance"),
    ])
  func parameters(arguments: [String], thing: String) throws {
    let ending = try Lowrank.run(
      ["cost", "evaluate", "--singular-values", "3,1"] + arguments)
    expectSentence(ending, naming: thing)
  }

  @Test(
    "hostile: singular values that are none",
    arguments: ["3,-2,1", "-3", "3,nan", "3,inf", "3,,1", "", "3;1", "three"])
  func singularValues(text: String) throws {
    for verb in [
      ["evaluate"], ["prox", "--step", "1"], ["weights", "--depth", "2", "--out", folder.path],
    ] {
      let ending = try Lowrank.run(
        ["cost"] + verb + ["--lambda", "1", "--singular-values", text])
      expectSentence(ending, naming: "Entry", "--singular-values")
    }
  }

  @Test("hostile: files that hold no matrix of finite numbers")
  func matrices() throws {
    let path = "\(folder.path)/a.npy"
    try expectSentence(cost("evaluate", "--matrix", path, "--lambda", "1"), naming: path)
    try expectSentence(
      cost("evaluate", "--matrix", folder.path, "--lambda", "1"), naming: folder.path)
    try NPYFile.write(NPYArray([1, 2, 3]), to: path)
    try expectSentence(cost("evaluate", "--matrix", path, "--lambda", "1"), naming: path, "[3]")
    try NPYFile.write(NPYArray([], shape: [0, 3]), to: path)
    try expectSentence(cost("evaluate", "--matrix", path, "--lambda", "1"), naming: path, "[0, 3]")
    try NPYFile.write(NPYArray([1, 2, 3, -.infinity, 5, 6], shape: [2, 3]), to: path)
    for verb in [["evaluate"], ["weights", "--depth", "2", "--out", "\(folder.path)/w"]] {
      let ending = try Lowrank.run(["cost"] + verb + ["--matrix", path, "--lambda", "1"])
      expectSentence(ending, naming: path, "[1, 0]", "-inf")
    }
    try Data("a matrix".utf8).write(to: URL(filePath: path))
    try expectSentence(cost("path", "--matrix", path), naming: path, "npy")
    let text = "\(folder.path)/a.csv"
    for (content, place) in [
      ("1,2\n3\n", ":2:"), ("1,2\n3,nan\n", "nan"), ("1,2\n3,\u{1B}[2J\n", ":2:"), ("", "numbers"),
      ("a,b\n", "numbers"),
    ] {
      try Data(content.utf8).write(to: URL(filePath: text))
      let ending = try cost("evaluate", "--matrix", text, "--lambda", "1")
      expectSentence(ending, naming: text, place)
      // What stands in a file must not reach the terminal as a command to it.
      #expect(!ending.messages.contains("\u{1B}"))
    }
  }

  @Test("hostile: tensors that are missing, or no matrices")
  func tensors() throws {
    let path = "\(folder.path)/model.safetensors"
    let bias = ["bias": NPYArray([1, 2])]
    try SafetensorsFile(tensors: bias).write(to: path)
    try expectSentence(
      cost("evaluate", "--checkpoint", path, "--lambda", "1"), naming: path, "matrix")
    let weight = ["layer.weight": NPYArray([1, 2], shape: [1, 2])]
    try SafetensorsFile(tensors: bias.merging(weight) { _, new in new }).write(to: path)
    func one(_ name: String) throws -> Lowrank.Ending {
      try cost("evaluate", "--checkpoint", path, "--tensor", name, "--lambda", "1")
    }
    try expectSentence(one("layer.wieght"), naming: path, "layer.wieght", "layer.weight")
    try expectSentence(one("nothing of the kind"), naming: "bias, layer.weight")
    try expectSentence(one("bias"), naming: "bias", "1 axis")
    try expectSentence(
      cost("evaluate", "--checkpoint", "\(folder.path)/none.npz", "--lambda", "1"),
      naming: "none.npz")
  }

  @Test("hostile: weights that cannot be, or cannot be written; nothing is left behind")
  func weights() throws {
    let path = "\(folder.path)/w.safetensors"
    func weights(_ arguments: String...) throws -> Lowrank.Ending {
      try Lowrank.run(["cost", "weights", "--singular-values", "3,1", "--lambda", "1"] + arguments)
    }
    try expectSentence(weights("--out", path), naming: "infinite depth")
    try expectSentence(
      weights("--depth", "3", "--width", "1", "--out", path), naming: "width 1", "rank 2",
      "infinite")
    try expectSentence(weights("--depth", "3", "--width", "-1", "--out", path), naming: "width -1")
    try expectSentence(
      weights("--depth", "1000000000", "--out", path), naming: "1000000000 blocks", "GB")
    try expectSentence(
      weights("--depth", "1000000", "--out", path), naming: "1000000 blocks", "100000")
    // A file in place of a device would be of harm to the whole machine.
    let link = "\(folder.path)/device"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "/dev/null")
    try expectSentence(weights("--depth", "2", "--out", link), naming: link)
    try FileManager.default.removeItem(atPath: link)
    try expectSentence(
      weights("--depth", "2", "--width", "9000000000000000000", "--out", path), naming: "GB")
    try expectSentence(
      weights("--depth", "2", "--out", "\(folder.path)/missing/w"), naming: "missing")
    try expectSentence(
      weights("--depth", "2", "--zero-tolerance", "-1", "--out", path), naming: "tolerance")
    let many = Array(repeating: "1", count: 50_000).joined(separator: ",")
    try expectSentence(
      cost(
        "weights", "--singular-values", many, "--lambda", "1", "--depth", "2", "--out", path),
      naming: "50000 values", "1000")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let matrix = "\(folder.path)/a.npy"
    try NPYFile.write(NPYArray([1, 2], shape: [1, 2]), to: matrix)
    try expectSentence(
      cost("weights", "--matrix", matrix, "--lambda", "1", "--depth", "2", "--out", matrix),
      naming: matrix, "--out")
    #expect(try NPYFile.read(matrix).doubles == [1, 2])
  }

  @Test("hostile: steps, ranges and decays that cannot be")
  func others() throws {
    for step in ["0", "-1", "nan", "inf"] {
      try expectSentence(
        cost("prox", "--singular-values", "3,1", "--lambda", "1", "--step", step), naming: "--step")
    }
    try expectSentence(
      cost(
        "prox", "--singular-values", "3,1", "--lambda", "1", "--step", "1e308", "--constants",
        "10,1"), naming: "--step")
    for range in [["--from", "0"], ["--to", "nan"], ["--from", "2", "--to", "1"]] {
      let ending = try Lowrank.run(["cost", "path", "--singular-values", "3,1"] + range)
      expectSentence(ending, naming: range[0])
    }
    try expectSentence(cost("path", "--singular-values", "0"), naming: "above 0")
    try expectSentence(
      cost("path", "--singular-values", "3,1", "--zero-tolerance", "nan"), naming: "tolerance")
    try expectSentence(
      cost("path", "--singular-values", "3,1", "--points", "2", "--out", "/dev/null/path"),
      naming: "/dev/null/path")
    try expectSentence(cost("lambda-of", "--weight-decay", "0"), naming: "--weight-decay")
    try expectSentence(
      cost("lambda-of", "--embedding-decay", "1", "--block-decay", "-1"), naming: "--block-decay")
    try expectSentence(
      cost("lambda-of", "--weight-decay", "1", "--block", "depth-1"), naming: "--depth")
    try expectSentence(
      cost("lambda-of", "--weight-decay", "1", "--constants", "1,0"), naming: "b of")
    try expectSentence(
      cost("evaluate", "--singular-values", "1e308,1e308", "--lambda", "1e308"),
      naming: "largest double")
  }
}
