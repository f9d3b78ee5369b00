import Experiments
import Randomness
import Runs
import Testing
import Training

@Suite struct GramActivationsTests {
  private let experiment: GramActivations

  init() throws {
    experiment = try GramActivations(
      settings: GramActivationsSettings(preset: .quick), root: SeedPath(root: 20_230_301))
  }

  /// Ranks that fall by 0.01 per layer, lowest with tanh and highest with the sine.
  private func planted(
    _ rank: (GramActivations.Trial) -> Double = { _ in 0 }
  ) -> [GramActivations.Trial: GramActivations.Outcome] {
    Dictionary(
      uniqueKeysWithValues: experiment.trials.map { trial in
        let level: Double =
          switch trial.nonlinearity {
          case .tanh: 1.9
          case .siren: 2.1
          default: 2
          }
        let shift = 0.01 * Double(trial.number % 3)
        return (
          trial,
          GramActivations.Outcome(
            rank: level - 0.01 * Double(trial.depth) + shift + rank(trial), contrast: 0.2,
            picture: nil, ending: .reachedLoss(step: 10), halvings: 0)
        )
      })
  }

  private func verdicts(
    _ outcomes: [GramActivations.Trial: GramActivations.Outcome]
  ) -> [String: Verdict] {
    experiment.claims(from: outcomes).reduce(into: [:]) { $0[$1.id] = $1.verdict }
  }

  @Test("oracle: what the figure says is confirmed: two claims for each of seven, two extremes")
  func publishedIsConfirmed() {
    let verdicts = verdicts(planted())
    #expect(verdicts.count == 16)
    #expect(verdicts.filter { $0.value != .confirmed }.isEmpty)
  }

  @Test("law: a rise of 0.1 at one depth refutes the claims of that nonlinearity only")
  func riseIsRefuted() {
    let verdicts = verdicts(
      planted { $0.nonlinearity == .gelu && $0.depth == 8 ? 0.2 : 0 })
    #expect(verdicts["no-rise/gelu"] == .refuted)
    #expect(verdicts.filter { $0.value == .refuted }.count == 1)
  }

  @Test("law: a rank that does not fall is refuted though it does not rise")
  func flatIsRefuted() {
    let verdicts = verdicts(
      planted { $0.nonlinearity == .linear ? 0.01 * Double($0.depth) : 0 })
    #expect(verdicts["fall/linear"] == .refuted)
    #expect(verdicts["no-rise/linear"] == .confirmed)
  }

  @Test("law: at depth 16 a tie within 0.03 is allowed, more is refuted", arguments: [0.02, 0.1])
  func extremes(excess: Double) {
    // ReLU lies 0.1 above tanh; it is moved below it by the excess.
    let low = verdicts(planted { $0.nonlinearity == .relu ? -0.1 - excess : 0 })
    #expect(low["lowest/tanh"] == (excess < 0.03 ? .confirmed : .refuted))
    let high = verdicts(planted { $0.nonlinearity == .selu ? 0.1 + excess : 0 })
    #expect(high["highest/siren"] == (excess < 0.03 ? .confirmed : .refuted))
    // The linear network is not among those that the sine is compared with.
    #expect(verdicts(planted { $0.nonlinearity == .linear ? 1 : 0 })["highest/siren"] == .confirmed)
  }

  @Test("hostile: a rank that is not finite leaves its claims open")
  func nonFiniteIsInconclusive() {
    let verdicts = verdicts(
      planted { $0.nonlinearity == .selu && $0.depth == 16 && $0.number == 0 ? .nan : 0 })
    for id in ["no-rise/selu", "fall/selu", "lowest/tanh", "highest/siren"] {
      #expect(verdicts[id] == .inconclusive)
    }
  }

  @Test("oracle: the published table is transcribed")
  func tableIsTranscribed() {
    let claims = experiment.claims(from: planted())
    let published = claims.reduce(into: [String: Double]()) { $0[$1.id] = $1.published }
    #expect(published.keys.filter { $0.hasPrefix("level/") }.count == 28)
    #expect(published["level/siren/depth-16"] == 1.82)
    #expect(published["level/tanh/depth-8"] == 1.488)
    #expect(published["level/leaky-relu/depth-4"] == 1.98)
    #expect(published["level/linear/depth-2"] == 2.17)
    #expect(published["simulated/gelu/depth-4"] == 1.9)
    #expect(Set(claims.map(\.id)).count == claims.count)
  }

  @Test("law: at smoke size no claim is refuted, pictures are symmetric with distances in 0...2")
  func smokeRuns() throws {
    let smoke = try GramActivations(
      settings: GramActivationsSettings(preset: .smoke), root: SeedPath(root: 7))
    let outcomes = try outcomes(of: smoke)
    #expect(smoke.claims(from: outcomes).filter { $0.verdict == .refuted }.map(\.id) == [])
    let pictures = outcomes.values.compactMap(\.picture)
    #expect(pictures.count == 14)
    for picture in pictures {
      #expect(picture.values.count == picture.side * picture.side)
      #expect(picture.values.allSatisfy { (0...2).contains($0) })
      for cell in picture.values.indices {
        let mirrored = cell % picture.side * picture.side + cell / picture.side
        // Sums over transposed blocks are rounded in another order, at a thousandth.
        #expect(abs(picture.values[cell] - picture.values[mirrored]) < 0.0011)
      }
    }
    // A picture without clustering would be as flat off the diagonal as on it.
    let contrasts = outcomes.values.map(\.contrast)
    #expect(contrasts.allSatisfy { $0 > 0.05 && $0 < 2 })
    #expect(smoke.charts(from: outcomes).count == 3)
  }
}
