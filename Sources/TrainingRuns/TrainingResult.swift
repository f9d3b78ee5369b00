public import Training

/// What a training came to.
public struct TrainingResult: Sendable {
  /// What one network came to.
  public struct Network: Sendable {
    /// How its training ended; nil if it was interrupted.
    public let outcome: TrainingOutcome?
    /// Steps taken.
    public let steps: Int
    /// The loss that was recorded last, at the end for a training that ended.
    public let loss: Double?
    /// The loss on the test samples at the end, where there are some.
    public let testLoss: Double?
    /// The spectra that were recorded last, by the name of the matrix.
    public let spectra: [String: SpectrumMeasures]
  }

  /// The folder of the training.
  public let folder: String
  /// What decides the numbers, hashed.
  public let configurationHash: String
  /// The scalar of the training.
  public let precision: Precision
  /// Whether somebody asked to stop before all networks were done.
  public let isInterrupted: Bool
  /// One per network.
  public let networks: [Network]
  /// All lines of the log.
  public let log: [LogEntry]

  /// Whether a network diverged.
  public var hasDiverged: Bool { networks.contains { $0.outcome?.hasDiverged ?? false } }
}
