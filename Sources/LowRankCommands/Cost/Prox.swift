import ArgumentParser
import Reporting
import Theory

extension CostCommand {
  /// `lowrank cost prox`: the proximal operator of the cost.
  struct Prox: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prox",
      abstract: "Apply the proximal operator of the cost to singular values.",
      usage: "lowrank cost prox --singular-values <s1,s2,...> --step <t> --lambda <x>",
      discussion: """
        Each singular value y becomes the x >= 0 with the smallest (x - y)^2/2 + step phi(x), exact \
        and global; of two such x the smaller one. With the singular vectors kept, that is the \
        proximal operator of the cost of a matrix.

        Up to zero_threshold the result is 0. For a step above lambda (depth-2 with L blocks: above \
        lambda (L+1)/L; constants one half) there is one jump: up to jump.from, inclusive, the result \
        is at most jump.before, beyond it is more than jump.to.

        Examples:
          lowrank cost prox --singular-values 3,1,0.2 --step 0.4 --lambda 0.5
          lowrank cost prox --singular-values 5,2 --step 2 --lambda 1 --json
        """)

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Singular values, in any order.", valueName: "s1,s2,..."))
    var singularValues: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The step of the proximal operator, above 0.", valueName: "t"))
    var step: Double

    @OptionGroup(title: "Cost") var penalty: PenaltyOptions

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      guard step > 0, step.isFinite else {
        throw UnusableInput(
          "--step must be a positive finite number, but is \(step.shortest); with a step of 0 "
            + "nothing changes.")
      }
      let penalty = try penalty.penalty()
      guard (2 * penalty.constants.embedding * step).isFinite else {
        throw UnusableInput(
          "--step \(step.shortest) times 2a is above the largest double; give a smaller step.")
      }
      let result = ProximalValues(
        of: try NumberList.singularValues(singularValues), ResNetProximal(penalty, step: step))
      if json {
        try Console().result(result, schema: ProximalValues.schema)
      } else {
        Console().result(result.table)
      }
    }
  }
}

/// What `lowrank cost prox` prints.
struct ProximalValues: Encodable {
  static let schema = "lowrank.cost-prox/1"

  let singularValues: [Double]
  let operation: ResNetProximal
  let results: [Double]

  private enum CodingKeys: String, CodingKey {
    case lambda
    case step
    case singularValues = "singular_values"
    case prox
    case zeroThreshold = "zero_threshold"
    case jump
  }

  private enum JumpKeys: String, CodingKey {
    case from
    case before
    case to
  }

  init(of singularValues: [Double], _ operation: ResNetProximal) {
    self.singularValues = singularValues
    self.operation = operation
    results = singularValues.map { operation($0) }
  }

  func encode(to encoder: any Encoder) throws {
    try DescribedNetwork(operation.penalty).encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(operation.penalty.lambda, forKey: .lambda)
    try values.encode(operation.step, forKey: .step)
    try values.encode(singularValues, forKey: .singularValues)
    try values.encode(results, forKey: .prox)
    try values.encode(operation.zeroThreshold, forKey: .zeroThreshold)
    guard let jump = operation.jump else { return try values.encodeNil(forKey: .jump) }
    var place = values.nestedContainer(keyedBy: JumpKeys.self, forKey: .jump)
    try place.encode(jump.from, forKey: .from)
    try place.encode(jump.before, forKey: .before)
    try place.encode(jump.to, forKey: .to)
  }

  /// The same for a person.
  var table: String {
    let rows = zip(singularValues, results).map { pair in
      [pair.0, pair.1, pair.0 - pair.1].map { $0.formatted(significantDigits: 10) }
    }
    let lines = TextTable(header: ["  singular value", "prox", "shrinkage"], rows: rows).lines
    let threshold = operation.zeroThreshold.formatted(significantDigits: 7)
    let step = operation.step.shortest
    return
      (["\(operation.penalty.headline), step = \(step)"] + lines + [
        "  0 up to \(threshold)\(jumpNote)"
      ]).joined(separator: "\n")
  }

  private var jumpNote: String {
    guard let jump = operation.jump else { return "; continuous" }
    let numbers = [jump.from, jump.before, jump.to].map { $0.formatted(significantDigits: 7) }
    return "; jumps at \(numbers[0]) from \(numbers[1]) to \(numbers[2])"
  }
}
