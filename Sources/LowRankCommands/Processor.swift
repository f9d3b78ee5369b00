import Foundation
import Runs

/// What the kernel tells of the processor and the memory.
struct Processor {
  let model: String
  /// Names of instruction sets, as the kernel spells them.
  let features: Set<String>
  let cores = Machine.cores
  let memoryBytes = ProcessInfo.processInfo.physicalMemory

  init() {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let fields = text.split(separator: "\n").prefix { !$0.isEmpty }.compactMap {
      line -> (name: String, value: String)? in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return (
        parts[0].trimmingCharacters(in: .whitespaces), parts[1].trimmingCharacters(in: .whitespaces)
      )
    }
    func first(_ names: String...) -> String? { fields.first { names.contains($0.name) }?.value }
    model = first("model name", "Model", "CPU part") ?? "unknown"
    features = Set((first("flags", "Features") ?? "").split(separator: " ").map(String.init))
  }

  /// The instruction sets that matter for matrix products, widest last.
  var instructionSets: [String] {
    ["sse4_2", "avx", "avx2", "fma", "avx512f", "amx_tile", "asimd", "sve"]
      .filter(features.contains)
  }

  /// The OpenBLAS kernel that makes most of this processor, where we know it.
  var bestKernel: String? {
    if features.contains("avx512f") { return "SkylakeX" }
    if features.isSuperset(of: ["avx2", "fma"]) { return "Haswell" }
    return nil
  }
}
