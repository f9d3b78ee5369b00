public import ArgumentParser
import Randomness
import Recovery
public import RecoveryRuns

extension PlantedFiles.Kind: ExpressibleByArgument {}

/// `lowrank recover planted`: problems whose answer is known.
struct RecoverPlantedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planted",
    abstract: "Write a problem whose answer is known.",
    usage: "lowrank recover planted <kind> --out <dir> [<options>]",
    discussion: """
      The matrix is the product of standard normal factors. Writes the observations, the answer as \
      truth.npz (left, right), and says the command that recovers it.

      Examples:
        lowrank recover planted completion --out problem
        lowrank recover planted sensing --rows 16 --columns 16 --rank 2 --out problem
        lowrank recover planted regression --rows 12 --columns 10 --out problem
      """)

  @Argument(help: "completion, sensing or regression.")
  var kind: PlantedFiles.Kind

  @Option(help: ArgumentHelp("Rows of the matrix.", valueName: "m"))
  var rows = 40

  @Option(help: ArgumentHelp("Columns of the matrix.", valueName: "n"))
  var columns = 40

  @Option(help: ArgumentHelp("Its rank.", valueName: "r"))
  var rank = 3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Observed by unknown numbers: the probability of an entry (0.35), measurements per entry "
        + "(0.65), samples per row (5).", valueName: "f"))
  var fraction: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Standard deviation of the noise in every observed number.", valueName: "sd")
  )
  var noise = 0.05

  @Option(help: ArgumentHelp("The root of every random draw.", valueName: "n"))
  var seed: UInt64 = 20_230_301

  @Option(
    help: ArgumentHelp("The folder of the files.", valueName: "dir"), completion: .directory)
  var out: String

  @Flag(help: "Print failures only.")
  var quiet = false

  func run() throws {
    let matrix = try PlantedMatrix(
      rows: rows, columns: columns, spectrum: .gaussianFactors(rank: rank), noise: noise)
    let files = try PlantedFiles.write(
      kind, matrix, fraction: fraction ?? kind.standardFraction,
      seed: SeedPath(root: seed) / "planted", to: out)
    guard !quiet else { return }
    let command = (["lowrank", "recover"] + files.arguments).map(\.shellQuoted)
    Console().result(
      "Answer of rank \(rank), noise \(noise.formatted(significantDigits: 4)): \(out)/truth.npz\n"
        + "To recover it: \(command.joined(separator: " "))")
  }
}

extension PlantedFiles.Kind {
  fileprivate var standardFraction: Double {
    switch self {
    case .completion: 0.35
    case .sensing: 0.65
    case .regression: 5
    }
  }
}
