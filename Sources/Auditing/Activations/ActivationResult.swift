/// What an audit of activations found.
public struct ActivationResult: Sendable {
  /// A matrix of samples by features.
  public struct Matrix: Sendable, Hashable {
    /// The name of its array.
    public let name: String
    /// The stored type, by the names of safetensors.
    public let dtype: String
    /// The rows.
    public let samples: Int
    /// The columns.
    public let features: Int
    /// The digest of the samples' identifiers; see ``SampleIdentifiers/sha256``.
    public let identifiersDigest: String
    /// Samples all of whose features are zero.
    public let deadSamples: Int
    /// `gram_…`, `feature_…` and `rankme_paper` by name.
    public let metrics: [String: MetricValue]
    /// Reasons of undefined values, and `deadSamples` where some were left out.
    public let notes: [String]
  }

  /// Two matrices of the same samples.
  public struct Pair: Sendable, Hashable {
    /// The name of the first.
    public let first: String
    /// The name of the second.
    public let second: String
    /// The similarities, a distance and their covariance, by the names in ``comparisons``.
    public let metrics: [String: MetricValue]
  }

  /// The columns of a pair: similarities with `cka_`, which are 1 for equal representations, the angle
  /// between them, and the unbiased estimate of the Hilbert-Schmidt independence criterion.
  public static let comparisons = [
    "cka_linear_biased", "cka_linear_unbiased", "cka_distance", "hsic_unbiased",
  ]

  /// The files, with the SHA-256 of each.
  public let files: [AuditedFile]
  /// How the numbers were made.
  public let options: ActivationOptions
  /// What became of every array.
  public let coverage: Coverage
  /// The names of the metrics of a matrix, in the order of the columns.
  public let columns: [String]
  /// One per matrix, in the order of the files.
  public let matrices: [Matrix]
  /// All pairs of them, the first before the second in that order.
  public let pairs: [Pair]
}
