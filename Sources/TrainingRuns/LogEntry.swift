import Networks
import Spectra
public import Training

/// A line of `log.jsonl`: one network at one step.
public struct LogEntry: Codable, Hashable, Sendable {
  /// The number of the network, from 0.
  public let network: Int
  /// Steps taken before.
  public let step: Int
  /// The loss there, on the rows that the step sees; absent if it is not finite.
  public let loss: Double?
  /// The spectra by the name of the matrix; one that is not finite is absent.
  public let spectra: [String: SpectrumMeasures]
  /// How the training ended; on the last line of a network only.
  public let outcome: TrainingOutcome?

  init<Scalar>(
    network: Int, _ record: SpectrumRecorder<Scalar>.Record, outcome: TrainingOutcome? = nil
  ) {
    self.network = network
    step = record.step
    loss = record.loss.isFinite ? record.loss : nil
    spectra = record.singularValues.compactMapValues(SpectrumMeasures.init)
    self.outcome = outcome
  }

  /// Where the line stands: by step, then by network.
  ///
  /// The end of a training stands just behind its last step. Pieces of a training give the same
  /// order as the whole.
  var order: (step: Int, isEnd: Int, network: Int) {
    outcome == nil ? (step, 0, network) : (step - 1, 1, network)
  }
}

/// The measures of one spectrum; see `Spectra` for their definitions.
public struct SpectrumMeasures: Codable, Hashable, Sendable {
  /// `ρ`, in nats.
  public let spectralEntropy: Double
  /// `exp ρ`.
  public let effectiveRank: Double
  /// `‖A‖²_F/‖A‖²₂`.
  public let stableRank: Double
  /// `Σ σᵢ`.
  public let nuclearNorm: Double
  /// Descending.
  public let singularValues: [Double]

  /// Nil for values that are not finite, or whose sum is not.
  init?(_ singularValues: [Double]) {
    guard singularValues.reduce(0, +).isFinite else { return nil }
    spectralEntropy = RankMeasures.spectralEntropy(singularValues)
    effectiveRank = RankMeasures.effectiveRank(singularValues)
    stableRank = RankMeasures.stableRank(singularValues)
    nuclearNorm = RankMeasures.nuclearNorm(singularValues)
    self.singularValues = singularValues
  }

  private enum CodingKeys: String, CodingKey {
    case spectralEntropy = "spectral_entropy"
    case effectiveRank = "effective_rank"
    case stableRank = "stable_rank"
    case nuclearNorm = "nuclear_norm"
    case singularValues = "singular_values"
  }
}
