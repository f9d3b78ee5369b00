import Checkpoints
import Foundation
import Testing

@Suite struct ShardIndexTests {
  /// One tensor of one byte per name.
  private func shard(_ names: [String]) -> [UInt8] {
    SafetensorsFile.encode(
      names.map { EncodedTensor(name: $0, elementType: .uint8, shape: [1], bytes: [7]) })
  }

  private func index(_ map: [(String, String)], metadata: String = "") -> String {
    let entries = map.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",")
    return "{\(metadata)\"weight_map\":{\(entries)}}"
  }

  @Test("law: the shards of an index are one checkpoint, by the index or by its folder")
  func whole() throws {
    let folder = try TemporaryFolder()
    try folder.write("m-1.safetensors", shard(["a", "b"]))
    try folder.write("m-2.safetensors", shard(["c"]))
    let text = index(
      [("a", "m-1.safetensors"), ("c", "m-2.safetensors"), ("b", "m-1.safetensors")],
      metadata: "\"metadata\":{\"total_size\":3,\"other\":[1.5,null]},")
    let path = try folder.write("m.safetensors.index.json", text)
    for opened in [path, folder.path, folder.path + "/"] {
      let checkpoint = try Checkpoint(opening: opened)
      #expect(checkpoint.tensors.map(\.name) == ["a", "b", "c"])
      #expect(checkpoint.tensors.map(\.file) == [0, 0, 1])
      #expect(checkpoint.files.map(\.bytes) == [shard(["a", "b"]).count, shard(["c"]).count])
      #expect(checkpoint.findings.isEmpty && checkpoint.refused.isEmpty)
    }
  }

  @Test("hostile: a missing or unreadable shard skips its tensors, and the rest is read")
  func missing() throws {
    let folder = try TemporaryFolder()
    try folder.write("m-1.safetensors", shard(["a"]))
    try folder.write("m-2.safetensors", "broken")
    let path = try folder.write(
      "i.json",
      index([
        ("a", "m-1.safetensors"), ("b", "m-2.safetensors"), ("c", "m-3.safetensors"),
        ("d", "m-1.safetensors"),
      ]))
    let checkpoint = try Checkpoint(opening: path)
    #expect(checkpoint.tensor("a")?.reason == nil)
    #expect(checkpoint.tensor("b")?.reason == "skipped: missing shard m-2.safetensors")
    #expect(checkpoint.tensor("c")?.reason == "skipped: missing shard m-3.safetensors")
    #expect(checkpoint.tensor("d")?.reason == "skipped: not in shard m-1.safetensors")
    #expect(checkpoint.refused.map(\.code) == [.headerTooSmall, .unusableFile])
    // Without any shard there is nothing to read.
    try FileManager.default.removeItem(atPath: folder.path + "/m-1.safetensors")
    #expect(
      checkpointError { try Checkpoint(opening: path) }?.message.contains("None of the 3") == true)
  }

  @Test("hostile: tensors outside the index, and a total that is not theirs, are findings")
  func findings() throws {
    let folder = try TemporaryFolder()
    try folder.write("m-1.safetensors", shard(["a", "extra"]))
    try folder.write("m-2.safetensors", shard(["b", "a"]))
    let path = try folder.write(
      "i.json",
      index(
        [("a", "m-1.safetensors"), ("b", "m-2.safetensors")],
        metadata: "\"metadata\":{\"total_size\":99.0},"))
    let checkpoint = try Checkpoint(opening: path)
    #expect(checkpoint.tensors.map(\.name) == ["a", "extra", "a#2", "b"])
    #expect(
      checkpoint.findings.map(\.code) == [
        "unlistedTensor", "repeatedNames", "unlistedTensor", "totalSizeMismatch",
      ])
  }

  @Test(
    "hostile: indexes that break their rules",
    arguments: [
      ("{\"weight_map\":{\"a\":\"../x\"}}", "unsafeName"),
      ("{\"weight_map\":{\"a\":\"..\"}}", "unsafeName"),
      ("{\"weight_map\":{\"a\":\"/etc/passwd\"}}", "unsafeName"),
      ("{\"weight_map\":{\"a\":\"x\\\\y\"}}", "unsafeName"),
      ("{\"weight_map\":{\"a\":\"x\\u0000\"}}", "unsafeName"),
      ("{\"weight_map\":{\"a\":\"\"}}", "unsafeName"),
      ("{\"weight_map\":{\"a\":1}}", "invalidIndex"), ("{\"weight_map\":[]}", "invalidIndex"),
      ("{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}", "duplicateName"),
      ("{\"weight_map\":", "invalidIndex"), ("{\"map\":{}}", "notRecognized"),
      // An index that is its own shard.
      ("{\"weight_map\":{\"a\":\"i.json\"}}", "invalidIndex"),
    ])
  func broken(text: String, code: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("i.json", text)
    #expect(checkpointError { try Checkpoint(opening: path) }?.code.description == code)
  }
}
