import Checkpoints
import FuzzingSupport

/// The header of a safetensors file, read at once and by the way of the command line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? SafetensorsFile(decoding: bytes[...], name: "x")
  Exercise.open(bytes, named: "x.safetensors")
  return 0
}
