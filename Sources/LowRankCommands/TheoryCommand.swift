import ArgumentParser
import Theory

/// `lowrank theory`: closed forms and exact limits, without a run.
struct TheoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Print closed forms and exact limits.",
    discussion: """
      Examples:
        lowrank theory singular-values --depth 4
        lowrank theory singular-values --depth 4 --inputs-ratio 32/128 --json
      """,
    subcommands: [SingularValues.self])
}

extension TheoryCommand {
  /// `lowrank theory singular-values`: the limit law of a product of random matrices.
  struct SingularValues: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "singular-values",
      abstract: "The limit law of the singular values of a product of random matrices.",
      usage: "lowrank theory singular-values --depth <d> [<options>]",
      discussion: """
        For W = W_d … W_1 with square Gaussian factors of variance 1/n and n → ∞, the squared \
        singular values follow the Fuss–Catalan law. The spectral entropy of W exceeds log n by \
        entropy_offset_weights, that of WᵀW (or, with --inputs-ratio n/N, of the Gram matrix of N \
        Gaussian inputs) by entropy_offset_gram. Natural logarithms.

        Examples:
          lowrank theory singular-values --depth 4
          lowrank theory singular-values --depth 4 --inputs-ratio 32/128 --json
        """)

    @Option(help: ArgumentHelp("The number of factors.", valueName: "d"))
    var depth: Int

    @Option(
      help: ArgumentHelp(
        "Width over number of inputs, as a number or a fraction; 0 is the limit of many inputs.",
        valueName: "n/N"))
    var inputsRatio = Ratio.zero

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
      guard (1...1000).contains(depth) else {
        throw ValidationError("--depth must be from 1 to 1000, but is \(depth).")
      }
    }

    func run() throws {
      let facts = SingularValueFacts(depth: depth, inputsRatio: inputsRatio.value)
      if json {
        try Console().result(facts, schema: SingularValueFacts.schema)
      } else {
        Console().result(facts.table)
      }
    }
  }
}

/// What `lowrank theory singular-values` prints.
struct SingularValueFacts: Encodable {
  static let schema = "lowrank.theory/1"

  let law = "fuss-catalan"
  let depth: Int
  let inputsRatio: Double
  let entropyOffsetWeights: Double
  let entropyOffsetGram: Double
  /// The upper edge of x = σ².
  let supportMaximum: Double
  /// The upper edge of σ.
  let supportMaximumSingularValue: Double
  /// The moments `E[xᵏ]` of the squared singular value x, from k = 1.
  let moments: [Double]

  private enum CodingKeys: String, CodingKey {
    case law
    case depth
    case inputsRatio = "inputs_ratio"
    case entropyOffsetWeights = "entropy_offset_weights"
    case entropyOffsetGram = "entropy_offset_gram"
    case supportMaximum = "support_maximum"
    case supportMaximumSingularValue = "support_maximum_singular_value"
    case moments
  }

  init(depth: Int, inputsRatio: Double) {
    let law = FussCatalanLaw(depth: depth)
    self.depth = depth
    self.inputsRatio = inputsRatio
    entropyOffsetWeights = law.entropyOffsetWeights
    entropyOffsetGram = law.entropyOffsetGram(inputsRatio: inputsRatio)
    supportMaximum = law.supportMaximum
    supportMaximumSingularValue = law.supportMaximum.squareRoot()
    moments = (1...8).map { law.exactMoment($0).map(Double.init) ?? law.moment(Double($0)) }
  }

  /// The same for a person.
  var table: String {
    let inputs = inputsRatio > 0 ? ", n/N = \(inputsRatio.formatted(significantDigits: 4))" : ""
    let rows = [
      ("entropy offset, weights", entropyOffsetWeights, "lim ρ(W) − log n"),
      ("entropy offset, Gram", entropyOffsetGram, "lim ρ(K) − log n\(inputs)"),
      ("largest σ²", supportMaximum, "(d+1)^(d+1) / d^d"),
      ("largest σ", supportMaximumSingularValue, ""),
    ]
    let moments = moments.prefix(4).enumerated().map { index, value in
      ("E[σ^\(2 * (index + 1))]", value, "")
    }
    let lines = (rows + moments).map { name, value, note in
      let number = value.formatted(significantDigits: 7)
      return "  \(name.padded(to: 26))\(number.padded(to: 16))\(note)".trimmingTrailingSpaces()
    }
    return (["Fuss–Catalan law, depth \(depth)"] + lines).joined(separator: "\n")
  }
}
