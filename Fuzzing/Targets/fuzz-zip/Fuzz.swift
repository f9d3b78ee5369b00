import Checkpoints
import FuzzingSupport

/// A ZIP archive: its directory, and the arrays or the PyTorch checkpoint in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let archive = try? ZIPReader(bytes, name: "x") {
    for entry in archive.entries where entry.size <= 1 << 20 {
      _ = try? archive.contents(of: entry)
    }
  }
  _ = try? NPZFile.decode(bytes, name: "x", limit: 1 << 20)
  let part = try? Checkpoint.zipContents(
    of: MemoryBytes(bytes), path: "x", file: 0, options: Checkpoint.Options())
  Exercise.read(part?.tensors ?? [])
  return 0
}
