import Checkpoints
import Testing

/// "é" as one scalar and as two: equal to `String`, two names in a file.
private let composed = "\u{E9}"
private let decomposed = "e\u{301}"

@Suite struct ByteNameTests {
  @Test("law: names are equal if and only if their bytes are")
  func equality() {
    #expect(composed == decomposed)
    #expect(ByteName(composed) != ByteName(decomposed))
    #expect(Set([ByteName(composed), ByteName(decomposed), ByteName("\u{E9}")]).count == 2)
    #expect(ByteName(decomposed) < ByteName(composed) && !(ByteName("b") < ByteName("a")))
  }

  private func named(_ names: String...) -> [EncodedTensor] {
    names.enumerated().map {
      EncodedTensor(name: $1, elementType: .uint8, shape: [1], bytes: [UInt8($0)])
    }
  }

  @Test("law: safetensors files keep both, in tensors and in texts about them")
  func headers() throws {
    let bytes = SafetensorsFile.encode(named(composed, decomposed))
    let checkpoint = try opened(bytes)
    #expect(checkpoint.tensors.map { Array($0.name.utf8) } == [[0x65, 0xCC, 0x81], [0xC3, 0xA9]])
    #expect(checkpoint.findings.isEmpty)
    #expect(try checkpoint.tensors.map { try $0.doubles() } == [[1], [0]])
    // A dictionary of texts cannot hold both, and says so.
    #expect(
      checkpointError { try SafetensorsFile(decoding: bytes[...], name: "x") }?.code
        == .duplicateName)
    let metadata = safetensors(
      "{\"__metadata__\":{\"\(composed)\":\"1\",\"\(decomposed)\":\"2\"}}")
    #expect(try opened(metadata).tensors.isEmpty)
    #expect(
      checkpointError { try SafetensorsFile(decoding: metadata[...], name: "x") }?.code
        == .duplicateName)
  }

  @Test("law: so do archives of arrays")
  func archives() throws {
    var writer = ZIPWriter(compression: .stored)
    writer.add(NPYFile.encode(NPYArray([1.0])), named: composed + ".npy")
    writer.add(NPYFile.encode(NPYArray([2.0])), named: decomposed + ".npy")
    let part = try zipPart(writer.finished())
    #expect(part.findings.isEmpty && part.tensors.count == 2)
    #expect(try part.tensors.map { try $0.elements() } == [[1], [2]])
    #expect(
      checkpointError { try NPZFile.decode(writer.finished(), name: "x") }?.code
        == .duplicateName)
  }

  @Test("law: so do pickles")
  func pickles() throws {
    let bytes = PickleWriter.checkpoint { pickle in
      pickle.op("}")
      for name in [composed, decomposed] {
        pickle.text(name)
        pickle.tensor()
        pickle.op("s")
      }
    }
    let part = try zipPart(bytes)
    #expect(part.findings.isEmpty && part.tensors.count == 2)
  }

  @Test("law: so do indexes, and the files that they name")
  func indexes() throws {
    let folder = try TemporaryFolder()
    try folder.write("\(composed).safetensors", SafetensorsFile.encode(named(composed)))
    try folder.write("\(decomposed).safetensors", SafetensorsFile.encode(named(decomposed)))
    let map = [composed, decomposed].map { "\"\($0)\":\"\($0).safetensors\"" }
    let path = try folder.write(
      "m.safetensors.index.json", "{\"weight_map\":{\(map.joined(separator: ","))}}")
    for opened in [path, folder.path] {
      let checkpoint = try Checkpoint(opening: opened)
      #expect(checkpoint.files.count == 2 && checkpoint.tensors.count == 2)
      #expect(checkpoint.findings.isEmpty && checkpoint.refused.isEmpty)
      #expect(!checkpoint.tensors.contains { $0.name.contains("#") })
    }
  }
}
