import Checkpoints
import FuzzingSupport

/// A pickle in an archive of PyTorch that is otherwise in order: checksums would keep a fuzzer out.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var archive = ZIPWriter(compression: .stored)
  archive.add(Array(UnsafeBufferPointer(start: start, count: count)), named: "x/data.pkl")
  for key in 0..<4 {
    archive.add((0..<96).map { UInt8($0) }, named: "x/data/\(key)")
  }
  var options = Checkpoint.Options()
  options.includesOptimizerState = count % 2 == 0
  let part = try? Checkpoint.zipContents(
    of: MemoryBytes(archive.finished()), path: "x", file: 0, options: options)
  Exercise.read(part?.tensors ?? [])
  return 0
}
