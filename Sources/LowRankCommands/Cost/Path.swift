import ArgumentParser
import Charts
import Reporting
import Theory

extension CostCommand {
  /// `lowrank cost path`: the cost as lambda goes from large to small.
  struct Path: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "path",
      abstract: "Follow the cost over lambda, between nuclear norm and rank.",
      usage: """
        lowrank cost path --singular-values <s1,s2,...> [<options>]
        lowrank cost path --matrix <file> [<options>]
        """,
      discussion: """
        Prints both kinds of block side by side: the cost, and the cost over 2a times the nuclear \
        norm, to which it tends for large lambda. The soft rank of depth-2 blocks without end is the \
        rank, exactly, once lambda is below the smallest positive singular value (with a = b). With \
        a fixed number of blocks the cost tends to a Schatten quasi-norm instead, and the soft rank \
        grows without end: the order of the limits matters.

        --out writes path.csv, charts/ and report.html into a folder.

        Examples:
          lowrank cost path --singular-values 3,1,0.2
          lowrank cost path --matrix a.npy --from 1e-6 --to 10 --out runs/path
          lowrank cost path --singular-values 3,1,0.2 --depth 8 --json
        """)

    @OptionGroup(title: "Matrix") var given: SpectrumOptions

    @OptionGroup(title: "Cost") var network: CostNetworkOptions

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The smallest lambda; a hundredth of the smallest positive singular value if not given.",
        valueName: "x"))
    var from: Double?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The largest lambda; a hundred times the largest singular value if not given.",
        valueName: "x"))
    var to: Double?

    @Option(
      help: ArgumentHelp("How many values of lambda, in equal ratios.", valueName: "n"))
    var points = 21

    @Option(
      help: ArgumentHelp("The folder for path.csv, charts and report.", valueName: "dir"),
      completion: .directory)
    var out: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      try requireOne(of: ["--singular-values": given.singularValues, "--matrix": given.matrix])
      guard (2...10_000).contains(points) else {
        throw ValidationError("--points must be from 2 to 10000, but is \(points).")
      }
      guard out != "" else { throw ValidationError("--out must name a folder, but is empty.") }
    }

    func run() throws {
      let path = try CostPath(
        of: given.spectrum(), from: from, to: to, points: points, depth: network.depth,
        constants: network.constants)
      let report = try out.map { try path.write(into: $0, console: output.console) }
      if output.json {
        try output.console.result(path, schema: CostPath.schema)
      } else {
        output.console.result(path.table)
        if let report { output.console.result("Report: \(report)") }
      }
    }
  }
}
