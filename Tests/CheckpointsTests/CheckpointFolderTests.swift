import Checkpoints
import Foundation
import Testing

@Suite struct CheckpointFolderTests {
  private func file(_ names: String...) -> [UInt8] {
    SafetensorsFile.encode(
      names.map { EncodedTensor(name: $0, elementType: .uint8, shape: [1], bytes: [7]) })
  }

  @Test("law: every file of tensors, whatever its name, and nothing else")
  func files() throws {
    let folder = try TemporaryFolder()
    try folder.write("weights", file("a"))
    try folder.write("b.npy", fixtureBytes("f8-little.npy"))
    try folder.write("config.json", "{\"hidden\": 1}")
    try folder.write("README.md", "words")
    try folder.write(".hidden.safetensors", "broken")
    try folder.write("sub/c.npy", fixtureBytes("f4-little.npy"))
    let checkpoint = try Checkpoint(opening: folder.path)
    #expect(checkpoint.tensors.map(\.name) == ["b", "a"])
    #expect(checkpoint.files.map(\.format) == [.npy, .safetensors])
    #expect(checkpoint.findings.isEmpty && checkpoint.refused.isEmpty)
    var options = Checkpoint.Options()
    options.isRecursive = true
    let all = try Checkpoint(opening: folder.path, options: options)
    #expect(all.tensors.map(\.name) == ["b", "a", "c"])
  }

  @Test("hostile: two models in a folder keep all tensors, renamed, and say so")
  func collisions() throws {
    let folder = try TemporaryFolder()
    try folder.write("one.safetensors", file("a", "b"))
    try folder.write("two.safetensors", file("a", "a#2", "c"))
    let checkpoint = try Checkpoint(opening: folder.path)
    #expect(Set(checkpoint.tensors.map(\.name)).count == 5)
    #expect(checkpoint.tensors.map(\.name).contains("a#2"))
    #expect(checkpoint.findings.map(\.code) == ["repeatedNames"])
    #expect(checkpoint.findings.first?.sentence.contains("two.safetensors") == true)
  }

  @Test("law: an index decides which files of its folder are the model")
  func indexed() throws {
    let folder = try TemporaryFolder()
    try folder.write("m-1.safetensors", file("a"))
    try folder.write("copy.safetensors", file("a"))
    try folder.write(
      "m.safetensors.index.json", "{\"weight_map\":{\"a\":\"m-1.safetensors\"}}")
    try folder.write("m.bin.index.json", "{\"weight_map\":{\"a\":\"m-1.bin\"}}")
    let checkpoint = try Checkpoint(opening: folder.path)
    #expect(checkpoint.tensors.map(\.name) == ["a"])
    #expect(checkpoint.findings.map(\.code) == ["unindexedFile", "unindexedFile"])
    // A broken index is refused, and the files are read without it.
    try folder.write("m.safetensors.index.json", "{\"weight_map\":{\"a\":\"../x\"}}")
    try folder.write("m.bin.index.json", "{\"weight_map\":7}")
    let files = try Checkpoint(opening: folder.path)
    #expect(files.refused.map(\.code) == [.unsafeName, .invalidIndex])
    #expect(files.tensors.map(\.name) == ["a", "a#2"])
    // So is an index without any of its shards, whose tensors take no names.
    try folder.write(
      "m.safetensors.index.json", "{\"weight_map\":{\"a\":\"no\",\"b\":\"no\",\"c\":\"no\"}}")
    #expect(try Checkpoint(opening: folder.path).tensors.map(\.name) == ["a", "a#2"])
  }

  @Test("hostile: broken files are refused beside good ones, and alone they are the error")
  func refused() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.safetensors", "short")
    try folder.write("b.gguf", "GGUF....")
    #expect(checkpointError { try Checkpoint(opening: folder.path) }?.code == .headerTooSmall)
    try folder.write("c.safetensors", file("a"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/d.safetensors", withDestinationPath: "/no/such/file")
    let checkpoint = try Checkpoint(opening: folder.path)
    #expect(checkpoint.tensors.count == 1)
    #expect(
      checkpoint.refused.map(\.code) == [.headerTooSmall, .unsupportedFormat, .unusableFile])
  }

  @Test("law: what trainers keep beside the weights is a finding, and an error only if it is named")
  func settings() throws {
    let folder = try TemporaryFolder()
    let settings = PickleWriter.checkpoint { pickle in
      pickle.global("transformers.training_args", "TrainingArguments")
      pickle.op(")")
      pickle.op("R")
    }
    let state = PickleWriter.checkpoint { pickle in
      pickle.op("}")
      pickle.text("last_epoch")
      pickle.int(7)
      pickle.op("s")
    }
    let path = try folder.write("training_args.bin", settings)
    #expect(checkpointError { try Checkpoint(opening: path) }?.code == .noTensors)
    #expect(checkpointError { try Checkpoint(opening: folder.path) }?.code == .noTensors)
    try folder.write("model.safetensors", file("a"))
    try folder.write("scheduler.pt", state)
    try folder.write("config.json", "{\"hidden\": 1}")
    try folder.write("tokenizer.json", "{\"version\": \"1.0\"}")
    try folder.write("tokenizer_config.json", "{}")
    try folder.write("merges.txt", "a b")
    let checkpoint = try Checkpoint(opening: folder.path)
    #expect(checkpoint.tensors.map(\.name) == ["a"] && checkpoint.refused.isEmpty)
    #expect(checkpoint.findings.map(\.code) == ["noTensors", "noTensors"])
    #expect(checkpoint.findings.map(\.subject.lastPart) == ["scheduler.pt", "training_args.bin"])
    #expect(checkpoint.findings.last?.sentence.contains("TrainingArguments") == true)
    // The same for several paths; each error is there once.
    let other = try TemporaryFolder()
    try other.write("b.gguf", "GGUF....")
    let both = try Checkpoint(opening: [folder.path, other.path, path])
    #expect(both.refused.map(\.code) == [.unsupportedFormat, .noTensors])
  }

  @Test("hostile: an empty folder, a folder of folders, links in a circle")
  func empty() throws {
    let folder = try TemporaryFolder()
    #expect(checkpointError { try Checkpoint(opening: folder.path) }?.code == .emptyFolder)
    try folder.write("sub/a.safetensors", file("a"))
    let error = checkpointError { try Checkpoint(opening: folder.path) }
    #expect(error?.code == .emptyFolder && error?.message.contains("--recursive") == true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/sub/up", withDestinationPath: folder.path)
    var options = Checkpoint.Options()
    options.isRecursive = true
    #expect(try Checkpoint(opening: folder.path, options: options).tensors.count == 1)
  }

  @Test("law: a file of optimizer state is excluded unless it is asked for")
  func optimizer() throws {
    let folder = try TemporaryFolder()
    try folder.write("model.safetensors", file("a"))
    try folder.write("optimizer.safetensors", file("m"))
    let checkpoint = try Checkpoint(opening: folder.path)
    #expect(checkpoint.tensor("m")?.reason == "excluded: optimizer state")
    #expect(checkpoint.tensor("a")?.reason == nil)
    var options = Checkpoint.Options()
    options.includesOptimizerState = true
    let all = try Checkpoint(opening: folder.path, options: options)
    #expect(all.tensor("m")?.reason == nil)
  }

  @Test("oracle: the scale of adapters from the file beside them")
  func adapters() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("adapter_model.safetensors", file("a"))
    let plain = try Checkpoint(opening: path)
    #expect(plain.adapterConfiguration(of: plain.tensors[0]) == nil)
    try folder.write(
      "adapter_config.json",
      """
      {"r": 8, "lora_alpha": 16, "use_rslora": true, "target_modules": ["q"], "bias": "none",
       "alpha_pattern": {"k_proj": 4.5}, "rank_pattern": {"k_proj": 2}, "lora_dropout": 0.05}
      """)
    for opened in [path, folder.path] {
      let checkpoint = try Checkpoint(opening: opened)
      let found = try #require(checkpoint.adapterConfiguration(of: checkpoint.tensors[0]))
      #expect(found.alpha == 16 && found.rank == 8 && found.isRankStabilised)
      #expect(found.alphaPattern == ["k_proj": 4.5] && found.rankPattern == ["k_proj": 2])
    }
    try folder.write("adapter_config.json", "[1]")
    let broken = try Checkpoint(opening: path)
    #expect(broken.findings.map(\.code) == ["invalidAdapterConfiguration"])
  }
}

extension String {
  fileprivate var lastPart: String { split(separator: "/").last.map(String.init) ?? self }
}
