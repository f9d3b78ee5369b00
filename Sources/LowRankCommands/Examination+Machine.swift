import Datasets
import Foundation
import Reporting
import Tensors

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
        "small products", BLAS.smallProductTarget.map { "libxsmm, \($0) kernels" },
        without: "libxsmm is not there; BLAS does the small products, several times slower",
        remedy: "apt-get install libxsmm-dev && rm .build/lowrank-ready && ./lowrank doctor"),
      .optional(
        "vector functions", BLAS.hasVectorFunctions ? "SLEEF" : nil,
        without: "SLEEF is not there; tanh, exp and the like are computed one at a time",
        remedy: "apt-get install libsleef-dev && rm .build/lowrank-ready && ./lowrank doctor"),
      renderer,
      .optional(
        "browser", Executable.first(of: "chromium", "chromium-browser", "google-chrome"),
        without: "no Chromium; only the tests use it, to open reports",
        remedy: "apt-get install chromium"),
      images,
      ratings,
    ])
  }

  /// The kernel that OpenBLAS has chosen, against what the processor could do.
  private static func blas(on processor: Processor) -> Finding {
    let kernel = BLAS.kernel
    let pinned = Console.environment("OPENBLAS_CORETYPE")
    let narrow = ["Haswell", "Zen", "Sandybridge", "Nehalem", "Prescott", "Core2"]
    guard let best = processor.bestKernel, best != kernel, narrow.contains(kernel),
      !(best == "Haswell" && kernel == "Zen")
    else { return .good("BLAS", "OpenBLAS, \(kernel) kernels") }
    let cause = pinned.map { " because OPENBLAS_CORETYPE is \($0)" } ?? ""
    return Finding(
      part: "BLAS", state: .improvable,
      value: "OpenBLAS, \(kernel) kernels\(cause); this processor could use \(best) kernels",
      remedy: pinned == nil
        ? "try OPENBLAS_CORETYPE=\(best)"
        : "set it to \(best), or unset it, unless somebody pinned it on purpose")
  }

  private static var renderer: Finding {
    let part = "chart renderer"
    do {
      let renderer = try ChartRenderer.located()
      _ = try renderer.rendering(of: [], formats: [], script: .omitted)
      return .good(part, "vl-convert under \(renderer.interpreter)")
    } catch {
      return Finding(
        part: part, state: .missing, value: "reports will have no pictures: \(error.message)",
        remedy: "rm -r .venv && ./lowrank doctor, with a network")
    }
  }

  private static var images: Finding {
    let part = "Fashion-MNIST"
    do {
      _ = try FashionMNIST.labels(.test, first: 1)
      return .good(part, "there (--set inputs=fashion-mnist)")
    } catch {
      return Finding(
        part: part, state: .missing, value: "--set inputs=fashion-mnist cannot be used: \(error)",
        remedy: "apt-get install dataset-fashion-mnist, or name its folder in LOWRANK_DATA")
    }
  }
}

extension Examination {
  private static var ratings: Finding {
    let part = "MovieLens 100K"
    do {
      _ = try MovieLens.ratings()
      return .good(part, "there (sample:movielens-100k)")
    } catch {
      return Finding(
        part: part, state: .missing, value: "sample:movielens-100k cannot be used",
        remedy:
          "rm -f .venv/recbole-*.failed .build/lowrank-ready && ./lowrank doctor, with a network")
    }
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
