public import Runs
import Theory

extension ResNetCost {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "resnet-cost",
    title: "A linear ResNet pays the formula, and no weights pay less",
    paper:
      "Boix-Adsera, On the inductive bias of infinite-depth ResNets and the bottleneck rank, 2025",
    figure: "none; Theorem 2.1 and Corollary 2.2, in our normalisation",
    question: """
      Is the smallest weight norm with which a linear ResNet represents a matrix a sum of one scalar \
      function of its singular values, and how does it depend on the depth?
      """,
    prediction: """
      Minimising over the true weights reaches the formula; random, perturbed and trained networks \
      never fall below it; it falls with depth, at distance 1/L from its limit.
      """,
    falsifier: """
      One network that is cheaper than the formula, a case whose minimum stays above it, or a \
      constant of the convergence in depth that is another.
      """,
    cost: "some seconds on two cores; a minute at paper preset",
    citations: ["boixadsera2025inductive", "liu1989lbfgs"],
    openChoices: [
      "default: cost constants a = b = 1/2; the paper's are not known to us",
      "default: the reference numbers are our own, not the paper's",
      "default: eleven cases, L = 1 to 8; minimised by augmented Lagrangian and L-BFGS from weights "
        + "of standard deviation 0.4; the best start counts",
      "default: networks of sizes 1 to 4, 1 to 5 blocks, lambda 0.01 to 10; weights of standard "
        + "deviation 0.1 to 1, optimal weights with noise 1e-6 to 0.1, and 1 to 100 steps of L-BFGS",
    ])

  private static let source = "specification, section 9 (derived)"
  private static let slack = -1e-12

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = CostSamples(trials: trials, outcomes: outcomes)
    return samples.cases.flatMap(minimumClaims) + networkClaims(samples)
      + (samples.weights.map(weightClaims) ?? []) + (samples.formula.map(formulaClaims) ?? [])
  }

  private func minimumClaims(_ sample: CostSamples.Minima) -> [Claim] {
    let (place, best) = (sample.place, sample.best)
    return [
      .level(
        id: "minimum/\(place.place)",
        statement: "\(place.words): the least weight norm found, relative to the formula, minus 1",
        source: "Theorem 2.1 in our normalisation; " + Self.source, published: 0,
        measured: best?.difference ?? .nan, standardError: 0, tolerance: 1e-6),
      .atLeast(
        id: "minimum/not-below/\(place.place)",
        statement:
          "\(place.words): no start falls below the formula for the matrix that it reached",
        source: Self.source, bound: Self.slack,
        measured: sample.minima.map(\.gap).least, standardError: 0),
      .note(
        id: "minimum/violation/\(place.place)",
        statement: "largest distance of an entry from the matrix, best start", source: "measured",
        published: nil, measured: best?.violation ?? .nan, standardError: nil),
      .note(
        id: "minimum/share/\(place.place)",
        statement: "share of starts that reach the formula within 1e-6", source: "measured",
        published: nil,
        measured: Double(sample.minima.count { abs($0.difference) <= 1e-6 })
          / Double(max(1, sample.minima.count)), standardError: nil),
    ]
  }

  private func networkClaims(_ samples: CostSamples) -> [Claim] {
    func bound(_ name: String, _ what: String, _ gaps: [Double]) -> Claim {
      .atLeast(
        id: "nothing-beats-it/\(name)",
        statement: "smallest relative gap above the formula, \(gaps.count) \(what)",
        source: Self.source, bound: Self.slack, measured: gaps.least, standardError: 0)
    }
    let near = samples.gaps(.perturbed) + samples.gaps(.trained)
    return [
      bound("random", "networks of random weights", samples.gaps(.random)),
      bound("perturbed", "perturbed optimal networks", samples.gaps(.perturbed)),
      bound("trained", "partly trained networks", samples.gaps(.trained)),
      .atMost(
        id: "nothing-beats-it/near",
        statement: "the check has teeth: the closest network lies within 1e-6 of the formula",
        source: "derived", bound: 1e-6, measured: near.least, standardError: 0),
      bound(
        "decompositions",
        "decompositions into rank-one terms, half of them near the singular value "
          + "decomposition", samples.decompositions),
    ]
  }

  private func weightClaims(_ errors: WeightErrors) -> [Claim] {
    func claim(_ id: String, _ statement: String, _ error: Double) -> Claim {
      .atMost(
        id: id, statement: statement + ", L = 1 to 50, lambda 0.001 to 2, both kinds, a = b = 1/2",
        source: Self.source, bound: 1e-12, measured: error, standardError: 0)
    }
    return [
      claim("weights/product", "relative error of the explicit weights' matrix", errors.product),
      claim("weights/cost", "relative distance of their norm from the formula", errors.cost),
      claim(
        "factor-form/equality",
        "relative distance of the factor form at the singular value decomposition from the formula",
        errors.decomposition),
    ]
  }

  private func formulaClaims(_ checks: FormulaChecks) -> [Claim] {
    func error(_ id: String, _ statement: String, _ value: Double, _ bound: Double) -> Claim {
      .atMost(
        id: id, statement: statement, source: Self.source, bound: bound, measured: value,
        standardError: 0)
    }
    return [
      error(
        "constants",
        "relative error of the formula for general (a, b) against a direct minimisation",
        checks.constants, 1e-10),
      error(
        "derivatives/first",
        "relative error of phi' against central differences, both kinds, all L",
        checks.firstDerivative, 1e-6),
      error(
        "derivatives/second", "relative error of phi'' against central differences of phi'",
        checks.secondDerivative, 1e-6),
      .atLeast(
        id: "monotone-in-depth",
        statement: "least relative decrease of phi from L to 2L, L = 1 to 2048",
        source: Self.source, bound: Self.slack, measured: checks.leastDecrease, standardError: 0),
    ] + rateClaims(checks) + extremeClaims(checks)
  }

  private func rateClaims(_ checks: FormulaChecks) -> [Claim] {
    let rows = BlockKind.allCases.flatMap { block in
      ResNetCostReference.rates.map { (block, $0) }
    }
    return zip(rows, checks.rates).flatMap { row, measured -> [Claim] in
      let (block, rate) = row
      let place = "\(block.rawValue)/lambda-\(rate.lambda)/sigma-\(rate.sigma)"
      let factor = block == .depth1 ? "L" : "(L + 1)"
      let words =
        "\(factor) (phi_L - phi_inf) of \(block.rawValue) at L = 4096, lambda "
        + "\(rate.lambda), sigma \(rate.sigma), a = b = 1/2"
      let constant = rate.constants[block] ?? .nan
      return [
        .level(
          id: "rate/constant/\(place)", statement: "\(words), is its limit", source: Self.source,
          published: constant, measured: measured, standardError: 0,
          tolerance: max(2e-3 * constant, 1e-9)),
        .level(
          id: "rate/reference/\(place)", statement: "\(words), is our reference's",
          source:
            "specification, section 3.1 (derived)", published: rate.differences[block] ?? .nan,
          measured: measured, standardError: 0, tolerance: 1e-6),
      ]
    }
      + zip(BlockKind.allCases, checks.slopes).map { block, slope in
        .level(
          id: "rate/slope/\(block.rawValue)",
          statement:
            "phi_L - phi_inf of \(block.rawValue) falls like 1/L: slope from L = 1024 to 4096",
          source: "derived", published: -1, measured: slope, standardError: 0, tolerance: 0.01)
      }
  }

  private func extremeClaims(_ checks: FormulaChecks) -> [Claim] {
    let rows = BlockKind.allCases.flatMap { block in
      ResNetCostReference.extremes.map { (block, $0) }
    }
    return zip(rows, checks.extremes).map { row, measured in
      let published = row.1.values[row.0] ?? .nan
      return .level(
        id: "range/\(row.0.rawValue)/blocks-\(row.1.blocks)/sigma-\(row.1.sigma)",
        statement: "phi of \(row.0.rawValue), L = \(row.1.blocks), lambda 1, sigma \(row.1.sigma), "
          + "a = b = 1/2, is our reference's", source: "specification, section 2.6 (derived)",
        published: published, measured: measured, standardError: 0, tolerance: 1e-13 * published)
    }
  }
}

extension ResNetCost.Case {
  /// The end of claim ids.
  var place: String {
    "\(block.rawValue)/blocks-\(blocks)/lambda-\(lambda)/\(rows)x\(columns)/width-\(width)"
  }

  /// What it is, in words, the normalisation included.
  var words: String {
    "\(blocks) \(block.rawValue) blocks, lambda \(lambda), \(rows) x \(columns) of rank "
      + "\(singularValues.count), width \(width), a = b = 1/2"
  }
}

/// The outcomes by what they are about.
struct CostSamples {
  /// All starts of a case.
  struct Minima {
    let place: ResNetCost.Case
    let minima: [ConstrainedMinimum]

    /// The start with the least cost.
    var best: ConstrainedMinimum? { minima.min { $0.cost < $1.cost } }
  }

  let trials: [ResNetCost.Trial]
  let outcomes: [ResNetCost.Trial: ResNetCost.Outcome]

  var cases: [Minima] {
    ResNetCostReference.cases.map { place in
      Minima(
        place: place,
        minima: trials.compactMap { trial in
          guard case .minimum(place, _) = trial, case .minimum(let end)? = outcomes[trial] else {
            return nil
          }
          return end
        })
    }
  }

  func gaps(_ family: ResNetCost.Family) -> [Double] {
    trials.flatMap { trial -> [Double] in
      guard case .networks(family, _, _) = trial, case .gaps(let gaps)? = outcomes[trial] else {
        return []
      }
      return gaps
    }
  }

  var decompositions: [Double] {
    trials.flatMap { trial -> [Double] in
      guard case .decompositions = trial, case .gaps(let gaps)? = outcomes[trial] else { return [] }
      return gaps
    }
  }

  var weights: WeightErrors? {
    if case .weights(let errors)? = outcomes[.weights] { errors } else { nil }
  }

  var formula: FormulaChecks? {
    if case .formula(let checks)? = outcomes[.formula] { checks } else { nil }
  }
}
