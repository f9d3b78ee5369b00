import Foundation

extension Examination {
  /// Looks at the machine, the libraries that are linked in, and the optional parts.
  static func ofThisMachine() -> Examination {
    let processor = Processor()
    let gibibytes = Double(processor.memoryBytes) / 0x1p30
    return Examination(findings: [
      .good("processor", processor.model),
      .good("instruction sets", processor.instructionSets.joined(separator: " ")),
      .good("threads", "\(processor.cores) at once (--threads)"),
      .good("memory", String(format: "%.1f GiB", gibibytes)),
      blas(on: processor),
      .optional(
        "small products", NumericalLibraries.smallProducts,
        without: "libxsmm is not there; BLAS does the small products, several times slower",
        remedy: "apt-get install libxsmm-dev, then build again"),
      .optional(
        "vector functions", NumericalLibraries.vectorFunctions,
        without: "SLEEF is not there; tanh, exp and the like are computed one at a time",
        remedy: "apt-get install libsleef-dev, then build again"),
      renderer,
      .optional(
        "browser", Executable.first(of: "chromium", "chromium-browser", "google-chrome"),
        without: "no Chromium; only the tests use it, to open reports",
        remedy: "apt-get install chromium"),
      images,
    ])
  }

  /// The kernel that OpenBLAS has chosen, against what the processor could do.
  private static func blas(on processor: Processor) -> Finding {
    let kernel = NumericalLibraries.blasKernel
    let pinned = Console.environment("OPENBLAS_CORETYPE")
    let narrow = ["Haswell", "Zen", "Sandybridge", "Nehalem", "Prescott", "Core2"]
    guard let best = processor.bestKernel, best != kernel, narrow.contains(kernel),
      !(best == "Haswell" && kernel == "Zen")
    else { return .good("BLAS", "OpenBLAS, \(kernel) kernels") }
    let cause = pinned.map { " (OPENBLAS_CORETYPE is set to \($0))" } ?? ""
    return Finding(
      part: "BLAS", state: .improvable,
      value: "OpenBLAS, \(kernel) kernels\(cause); this processor could use \(best) kernels",
      remedy: "OPENBLAS_CORETYPE=\(best) lowrank …, if nothing on this machine speaks against it")
  }

  private static var renderer: Finding {
    .optional(
      "chart renderer", nil,
      without: "vl-convert is not there; reports draw their charts only in a browser that has it",
      remedy: "rm -r .venv, then ./lowrank doctor with a network")
  }

  private static var images: Finding {
    .optional(
      "Fashion-MNIST", nil,
      without: "the images are not there; --set inputs=fashion-mnist cannot be used",
      remedy: "apt-get install dataset-fashion-mnist, or name their folder in LOWRANK_DATA")
  }
}

/// Programs that may be on PATH.
enum Executable {
  /// The path of the first of these that exists.
  static func first(of names: String...) -> String? {
    let folders = (Console.environment("PATH") ?? "").split(separator: ":")
    return names.lazy
      .flatMap { name in folders.lazy.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
