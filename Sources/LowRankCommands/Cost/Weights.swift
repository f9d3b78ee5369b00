import ArgumentParser
import Checkpoints
import Foundation
import Tensors
import Theory

extension CostCommand {
  /// `lowrank cost weights`: the cheapest network for a matrix, as a file.
  struct Weights: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "weights",
      abstract: "Write weights of smallest norm with which a ResNet computes a matrix.",
      usage: """
        lowrank cost weights --matrix <file> --out <file> <cost options>
        lowrank cost weights --singular-values <...> --out <file> <cost options>
        """,
      discussion: """
        Writes a safetensors file in double precision with the names of a PyTorch module: \
        embedding.weight (m, inputs); blocks.0.weight (m, m) and so on for depth-1 blocks, \
        blocks.0.inner.weight and blocks.0.outer.weight (h <- h + outer inner h) for depth-2 blocks; \
        unembedding.weight (outputs, m). All blocks are equal. Singular values stand for the \
        diagonal matrix of them.

        Prints how far the product of the weights is from the matrix, and their cost from the \
        formula; the status is 1 if one of them is more than 1e-9. A file of the name is replaced, \
        in one step.

        Examples:
          lowrank cost weights --matrix a.npy --lambda 1 --depth 8 --out w.safetensors
          lowrank cost weights --singular-values 3,1 --lambda 0.5 --block depth-1 \\
            --depth 4 --width 6 --out w.safetensors
        """)

    @OptionGroup(title: "Matrix") var given: SpectrumOptions

    @OptionGroup(title: "Cost") var penalty: PenaltyOptions

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The hidden width, at least the rank of the matrix; the rank if not given.",
        valueName: "m"))
    var width: Int?

    @Option(
      help: ArgumentHelp("The file to write.", valueName: "file"),
      completion: .file(extensions: ["safetensors"]))
    var out: String

    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      try requireOne(of: ["--singular-values": given.singularValues, "--matrix": given.matrix])
      guard !out.isEmpty else { throw ValidationError("--out must name a file, but is empty.") }
    }

    func run() throws {
      // Values that are given are meant as they are; those of a matrix have its rounding.
      let tolerance = given.matrix == nil ? given.zeroTolerance ?? 0 : given.zeroTolerance
      let weights = try StoredWeights(
        of: matrix(), penalty: penalty.penalty(), width: width, zeroTolerance: tolerance,
        path: out)
      try weights.file.write(to: out)
      if output.json {
        try output.console.result(weights, schema: StoredWeights.schema)
      } else {
        output.console.result(weights.table)
      }
      guard weights.isExact else {
        output.console.warning(
          "The weights compute the matrix, or cost, only to more than 1e-9: singular values and "
            + "lambda are too far apart for double precision at this depth; give more blocks.")
        throw ExitStatus.refuted
      }
    }

    /// The most singular values whose diagonal matrix is formed and decomposed: some seconds.
    private static let largestDiagonal = 1000

    private func matrix() throws -> Matrix<Double> {
      guard let path = given.matrix else {
        let values = try NumberList.singularValues(given.singularValues ?? "")
        guard values.count <= Self.largestDiagonal else {
          throw UnusableInput(
            "--singular-values has \(values.count) values, and weights of so large a diagonal matrix "
              + "are mostly zeros; give at most \(Self.largestDiagonal).")
        }
        return .diagonal(values)
      }
      let places = [path, out].map { URL(filePath: $0).resolvingSymlinksInPath().path }
      guard places[0] != places[1] else {
        throw UnusableInput("--out would replace the matrix \(path); name another file.")
      }
      return try SpectrumOptions.matrix(in: path)
    }
  }
}
