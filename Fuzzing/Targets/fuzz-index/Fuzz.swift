import Checkpoints
import FuzzingSupport

/// An index of shards beside two small shards, which an index may name in any way; and JSON as such.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  for grammar in [StrictJSON.Grammar.full, .header] {
    _ = try? StrictJSON.parse(bytes[...], grammar)
  }
  Exercise.open(
    bytes, named: "x.safetensors.index.json",
    beside: ["a.safetensors": shard("a"), "b.safetensors": shard("b")])
  return 0
}

/// A shard of one float.
private func shard(_ name: String) -> [UInt8] {
  let header = #"{"\#(name)":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
  let length = header.utf8.count
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
    + [0, 0, 128, 63]
}
