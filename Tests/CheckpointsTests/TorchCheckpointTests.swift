import Checkpoints
import Testing

@Suite struct TorchCheckpointTests {
  /// (i * 7 - 20) / 4, what make.py stores.
  private let floats = expected(6, divisor: 4)

  @Test("oracle: a bare tensor, a list, and parameters")
  func plain() throws {
    let bare = try zipPart(try torchFixture("bare.pt"))
    #expect(bare.format == .pytorch && bare.names == ["tensor"] && bare.findings.isEmpty)
    #expect(try bare["tensor"]?.elements() == floats)
    let list = try zipPart(try torchFixture("list.pt"))
    #expect(list.names == ["0", "1.0", "1.1.a", "1.1.7"])
    #expect(try list["1.1.a"]?.elements() == expected(4, divisor: 4))
    #expect(list["1.1.7"]?.shape == [1, 2])
    let parameters = try zipPart(try torchFixture("parameter.pt"))
    #expect(parameters.names == ["p", "b"])
    #expect(try parameters["p"]?.elements() == floats)
    // Frames, memoised strings and names from the stack.
    let newest = try zipPart(try torchFixture("protocol-5.pt"))
    #expect(newest.names == ["w"] && newest.findings.isEmpty)
    #expect(try newest["w"]?.elements() == floats)
  }

  @Test(
    "oracle: a state_dict, packed by PyTorch and by another program, and the module as a whole",
    arguments: ["state-dict.pt", "deflated.pt", "module.pt"])
  func module(file: String) throws {
    let part = try zipPart(try torchFixture(file))
    let weights = [
      "fc.weight", "fc.bias", "norm.weight", "norm.bias", "out.weight", "out.bias",
    ]
    let buffers = ["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"]
    #expect(Set(part.names) == Set(weights + buffers))
    for tensor in part.tensors where tensor.name != "norm.num_batches_tracked" {
      #expect(try tensor.elements() == expected(tensor.count, divisor: 4), "\(tensor.name)")
    }
    #expect(try part["norm.num_batches_tracked"]?.elements() == [-20])
    #expect(part["norm.num_batches_tracked"]?.elementType == .int64)
    let opaque = part.findings.filter { $0.code == "opaque" }.map(\.subject)
    #expect(opaque.contains("torch.nn.modules.linear.Linear") == (file == "module.pt"))
    if file != "module.pt" { #expect(part.findings.isEmpty) }
  }

  @Test(
    "oracle: what an optimizer keeps is left out unless it is wanted",
    arguments: [
      ("nested.pt", "model", "optimizer"), ("lightning.ckpt", "state_dict", "optimizer_states"),
    ])
  func optimizer(file: String, model: String, optimizer: String) throws {
    let bytes = try torchFixture(file)
    let part = try zipPart(bytes)
    let readable = part.tensors.filter { $0.reason == nil }.map(\.name)
    let callbacks = readable.filter { !$0.hasPrefix(model + ".") }
    #expect(readable.count - callbacks.count == 9)
    #expect(
      callbacks
        == (file == "nested.pt"
          ? []
          : [
            "callbacks.ModelCheckpoint{'monitor': None}.best_model_score"
          ]))
    // step, first and second moment of six parameters
    let left = part.tensors.filter { $0.reason == "excluded: optimizer state" }
    #expect(left.count == 18 && left.allSatisfy { $0.name.hasPrefix(optimizer) })
    #expect(try part[model + ".fc.weight"]?.elements() == floats)
    var options = Checkpoint.Options()
    options.includesOptimizerState = true
    #expect(try zipPart(bytes, options: options).tensors.allSatisfy { $0.reason == nil })
  }

  @Test("oracle: every type")
  func types() throws {
    let part = try zipPart(try torchFixture("types.pt"))
    #expect(part.tensors.count == 20)
    for tensor in part.tensors {
      #expect(tensor.typeName == tensor.elementType?.rawValue ?? "complex32")
      #expect(tensor.shape == [2, 3])
      guard let type = tensor.elementType, type.kind != .complex else {
        #expect(tensor.name.hasPrefix("complex"))
        continue
      }
      let values: [Double] =
        switch type {
        case .bool: [1, 0, 0, 1, 0, 0]
        case .uint8, .uint16, .uint32, .uint64: expected(6).map { $0 + 20 }
        case .int8, .int16, .int32, .int64: expected(6)
        // rounded to 2 and 3 bits of fraction
        case .float8E5M2, .float8E5M2FNUZ: [-5, -3, -1.5, 0.25, 2, 4]
        case .float8E4M3, .float8E4M3FNUZ: [-5, -3.25, -1.5, 0.25, 2, 3.75]
        default: floats
        }
      #expect(try tensor.elements() == values, "\(tensor.name)")
    }
    #expect(part["complex64"]?.elementType == .complex64)
    #expect(part["complex32"]?.reason == "skipped: complex dtype")
  }

  @Test("oracle: views are read through their strides, and shared storages can be told")
  func views() throws {
    let part = try zipPart(try torchFixture("views.pt"))
    let base = expected(24, divisor: 4)
    func values(_ name: String) throws -> [Double]? { try part[name]?.elements() }
    #expect(try values("base") == base)
    #expect(try values("transposed") == (0..<6).flatMap { j in (0..<4).map { base[6 * $0 + j] } })
    #expect(try values("sliced") == [8, 9, 10, 14, 15, 16].map { base[$0] })
    #expect(try values("stepped") == [0, 3, 12, 15].map { base[$0] })
    #expect(try values("column") == [1, 7, 13, 19].map { base[$0] })
    #expect(try values("expanded") == (0..<5).flatMap { _ in base[0..<3] })
    #expect(part["expanded"]?.strides == [0, 1])
    #expect(try values("scalar") == [2.5] && part["scalar"]?.shape == [])
    #expect(try values("empty") == [] && part["empty"]?.shape == [3, 0, 2])
    let source = part["base"]?.location?.source
    for name in ["tied", "alias", "transposed"] {
      #expect(part[name]?.location?.source === source && part[name]?.location?.offset == 0)
    }
    #expect(part["sliced"]?.location?.source === source && part["sliced"]?.location?.offset == 32)
  }

  @Test("oracle: what is no dense array is skipped by its name")
  func special() throws {
    let part = try zipPart(try torchFixture("special.pt"))
    #expect(try part["dense"]?.elements() == floats)
    let reasons = [
      "quantised": "quantised", "coordinates": "sparse", "rows": "sparse", "nested": "nested",
      "meta": "meta",
    ]
    #expect(part.tensors.count == 6)
    for (name, reason) in reasons { #expect(part[name]?.reason == "skipped: " + reason) }
    #expect(part["meta"]?.shape == [2, 3] && part["quantised"]?.shape == [2, 3])
  }

  @Test("oracle: an archive that PyTorch wrote without checksums")
  func checksums() throws {
    let part = try zipPart(try torchFixture("no-checksums.pt"))
    #expect(try part["w"]?.elements() == floats)
    #expect(part.findings.map(\.code) == ["noChecksums"])
  }

  @Test("oracle: a program is refused")
  func program() throws {
    let bytes = try torchFixture("script.pt")
    #expect(checkpointError { try zipPart(bytes) }?.code == .torchScript)
  }

  @Test("law: numbers of either byte order", arguments: ["little", "big"])
  func byteOrder(order: String) throws {
    var writer = PickleWriter()
    writer.tensor()
    writer.op(".")
    let part = try zipPart(writer.checkpoint(byteOrder: order))
    #expect(part.tensors[0].isBigEndian == (order == "big"))
    #expect(try part.tensors[0].elements() == floats)
    #expect(
      checkpointError { try zipPart(writer.checkpoint(byteOrder: "middle")) }?.code
        == .invalidHeader)
  }

  @Test("law: stored and deflated storages give the same numbers")
  func compression() throws {
    var writer = PickleWriter()
    writer.tensor()
    writer.op(".")
    let part = try zipPart(writer.checkpoint(compression: .deflated))
    #expect(try part.tensors[0].elements() == floats)
    let source = try #require(part.tensors[0].location?.source)
    let seen = try source.withBytes(in: 4..<8) { Array($0) }
    #expect(seen == PickleWriter.number(Int(Float(floats[1]).bitPattern), 4))
  }

  @Test("law: names that occur twice get a suffix and a finding")
  func duplicates() throws {
    let part = try zipPart(
      PickleWriter.checkpoint {
        $0.op("}")
        $0.op("(")
        for key in ["a.b", "a.b#2"] {
          $0.text(key)
          $0.tensor()
        }
        $0.text("a")
        $0.op("}")
        $0.text("b")
        $0.tensor()
        $0.op("s")
        $0.op("u")
      })
    #expect(part.names == ["a.b", "a.b#2", "a.b#3"])
    #expect(part.findings.map(\.code) == ["duplicateName"])
  }
}
