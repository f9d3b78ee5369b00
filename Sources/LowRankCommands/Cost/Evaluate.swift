import ArgumentParser
import Theory

extension CostCommand {
  /// `lowrank cost evaluate`: the cost of a matrix, or of every matrix of a checkpoint.
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "evaluate",
      abstract: "Compute the cost of a matrix, or of every matrix of a checkpoint.",
      usage: """
        lowrank cost evaluate --singular-values <s1,s2,...> --lambda <x>
        lowrank cost evaluate --matrix <file> --lambda <x>
        lowrank cost evaluate --checkpoint <path> [--tensor <name>] --lambda <x>
        """,
      discussion: """
        Prints the cost, its parts (embeddings, blocks), and the soft rank, the slope of cost/lambda \
        over log(1/lambda) divided by 2b. For depth-2 blocks without end (--depth inf) it is the sum \
        of min(sigma/lambda, 1): the rank, exactly, once lambda is below the smallest positive \
        singular value (with a = b). For depth-1 blocks it grows without end, like a logarithm.

        Of a checkpoint (safetensors, npz) every tensor with two axes is taken by itself, as the map \
        of a linear network would be; tensors with other numbers of axes are named and skipped.

        Examples:
          lowrank cost evaluate --singular-values 3,1,0.2 --lambda 0.5
          lowrank cost evaluate --matrix a.npy --lambda 0.5 --block depth-1 --depth 16
          lowrank cost evaluate --checkpoint model.safetensors --lambda 0.1
          lowrank cost evaluate --checkpoint m.npz --tensor weight --lambda 0.1 --json
        """)

    @OptionGroup(title: "Matrix") var given: EvaluatedOptions

    @OptionGroup(title: "Cost") var penalty: PenaltyOptions

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
      try requireOne(of: [
        "--singular-values": given.one.singularValues, "--matrix": given.one.matrix,
        "--checkpoint": given.checkpoint,
      ])
      guard given.tensor == nil || given.checkpoint != nil else {
        throw ValidationError("--tensor names a tensor of a checkpoint: give --checkpoint as well.")
      }
    }

    func run() throws {
      let penalty = try penalty.penalty()
      if let checkpoint = given.checkpoint, given.tensor == nil {
        let costs = try CheckpointCosts(
          of: checkpoint, penalty, zeroTolerance: given.one.zeroTolerance)
        try show(costs, schema: CostOfMatrix.schema) { costs.table }
      } else {
        let cost = try CostOfMatrix(spectrum(), penalty)
        try show(cost, schema: CostOfMatrix.schema) { cost.table }
      }
    }

    private func spectrum() throws -> GivenSpectrum {
      guard let checkpoint = given.checkpoint, let tensor = given.tensor else {
        return try given.one.spectrum()
      }
      let matrix = try CheckpointFile(checkpoint).matrix(named: tensor)
      return try GivenSpectrum(
        of: matrix, source: tensor, zeroTolerance: given.one.zeroTolerance)
    }

    private func show(
      _ document: some Encodable, schema: String, table: () -> String
    ) throws {
      if json {
        try Console().result(document, schema: schema)
      } else {
        Console().result(table())
      }
    }
  }
}

/// A matrix by its singular values, as a file, or in a checkpoint.
struct EvaluatedOptions: ParsableArguments {
  @OptionGroup var one: SpectrumOptions

  @Option(
    help: ArgumentHelp("Tensors, as safetensors or npz.", valueName: "path"),
    completion: .file(extensions: ["safetensors", "npz"]))
  var checkpoint: String?

  @Option(
    help: ArgumentHelp("The only tensor of the checkpoint that is meant.", valueName: "name"))
  var tensor: String?
}
