import Checkpoints
import FuzzingSupport

/// An npy file, read at once and by the way of the command line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? NPYFile.decode(bytes[...], name: "x")
  Exercise.open(bytes, named: "x.npy")
  return 0
}
