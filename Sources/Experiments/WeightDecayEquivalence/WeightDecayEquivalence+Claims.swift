public import Runs
import Statistics
import Theory

extension WeightDecayEquivalence {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "weight-decay-equivalence",
    title: "Training with weight decay ends at the optimum of the spectral penalty",
    paper:
      "Boix-Adsera, On the inductive bias of infinite-depth ResNets and the bottleneck rank, 2025",
    figure: "none; derived from the exact cost (Theorem 2.1)",
    question: """
      Does training a linear ResNet with loss and weight norm reach the optimum that one proximal \
      operator per singular value predicts?
      """,
    prediction: """
      From random starts the objective and the matrix of the trained network are those of the closed \
      form, for both kinds of block, also where the scalar problem is not convex.
      """,
    falsifier: """
      A training that ends below the predicted optimum, or a row where fewer than 5 of 6 starts \
      reach it.
      """,
    cost: "a few seconds on two cores; tens of seconds at paper preset",
    citations: ["boixadsera2025inductive", "liu1989lbfgs"],
    openChoices: [
      "default: cost constants a = b = 1/2; the paper's are not known to us",
      "default: target 4 x 4 with singular values 6.73, 1.43, 0.27, 0.17, width 4, random orthogonal "
        + "factors of its own for every start",
      "default: weights start as independent normals of standard deviation 0.4",
      "default: L-BFGS remembers 20 pairs; where its line search finds nothing lower, gradient "
        + "descent with momentum 0.9 goes on to a gradient norm of 1e-11",
      "default: rows with uniform weight decay: gradient descent with momentum 0.9, rate 0.003, the "
        + "decay added to the gradient; wd = 0.3 with 4 depth-1 blocks, 0.5 with 3 depth-2 blocks",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    rows.flatMap { row in
      let ends = trials.filter { $0.row == row }.compactMap { outcomes[$0] }
      return predictionClaims(row) + trainingClaims(row, ends)
    }
  }

  /// All rows, in the order of the trials.
  var rows: [Row] { WeightDecayReference.explicit + WeightDecayReference.uniform }

  private static let source = "specification, section 5 (derived)"

  /// The closed form against reference numbers of ours.
  private func predictionClaims(_ row: Row) -> [Claim] {
    guard let reference = WeightDecayReference.optimum(row),
      let found = try? row.optimum(singularValues: WeightDecayReference.target)
    else { return [] }
    let distance = zip(found.values, reference.values).map { abs($0 - $1) }.greatest
    return [
      .level(
        id: "optimum/objective/\(row.place)",
        statement: "closed form of \(row.words): the optimal objective is our reference's",
        source: Self.source, published: reference.objective, measured: found.objective,
        standardError: 0, tolerance: 1e-11),
      .atMost(
        id: "optimum/singular-values/\(row.place)",
        statement: "closed form of \(row.words): largest distance of a singular value from our "
          + "reference, which is rounded to six decimals",
        source: Self.source, bound: 1e-6, measured: distance, standardError: 0),
    ]
  }

  private func trainingClaims(_ row: Row, _ ends: [Outcome]) -> [Claim] {
    let errors = ends.map(\.objectiveError)
    let reached = ends.filter(\.isAtOptimum)
    func note(_ name: String, _ statement: String, _ value: Double?) -> Claim {
      .note(
        id: "\(name)/\(row.place)", statement: statement, source: "measured", published: nil,
        measured: value ?? .nan, standardError: nil)
    }
    return [
      .atLeast(
        id: "reached/\(row.place)",
        statement: "\(row.words): at least 5 of 6 starts end at the closed form, objective within "
          + "1e-8 and every entry of the matrix within 1e-5",
        source: Self.source, bound: 5.0 / 6,
        measured: ends.isEmpty ? .nan : Double(reached.count) / Double(ends.count),
        standardError: 0),
      .atLeast(
        id: "not-below/\(row.place)",
        statement:
          "\(row.words): no start ends below the closed form; least objective minus optimum",
        source: Self.source, bound: -1e-11, measured: errors.least, standardError: 0),
      note(
        "objective-error", "largest distance from the optimal objective, starts at the optimum",
        reached.map { abs($0.objectiveError) }.max()),
      note(
        "matrix-error", "largest distance of an entry of the matrix, starts at the optimum",
        reached.map(\.matrixError).max()),
      note(
        "gradient-norm", "largest norm of the gradient at the end",
        ends.map(\.descent.gradientNorm).max()),
      note(
        "steps", "mean number of steps",
        ends.isEmpty ? nil : Summary(ends.map { Double($0.descent.length) }).mean),
    ]
  }
}

extension WeightDecayEquivalence.Outcome {
  /// The objective at the end minus the optimum.
  var objectiveError: Double { descent.objective - optimum }

  /// Whether the training ended at the optimum, by the specification's gates.
  var isAtOptimum: Bool { abs(objectiveError) <= 1e-8 && matrixError <= 1e-5 }
}

extension WeightDecayEquivalence.Row {
  /// The end of claim ids.
  var place: String { "\(method.rawValue)/\(block.rawValue)/blocks-\(blocks)/lambda-\(lambda)" }

  /// What it is, in words, the normalisation included.
  var words: String {
    "\(blocks) \(block.rawValue) blocks, lambda \(lambda), mu \(weight), a = b = 1/2"
      + (method == .uniformDecay ? ", by weight decay \(weight) of every weight" : "")
  }
}
