/// One line of an audit: a tensor, seen as a matrix in one way.
public struct AuditRow: Sendable, Hashable {
  /// How the analysis ended.
  public enum Status: String, Codable, CaseIterable, Hashable, Sendable {
    /// All singular values were found.
    case ok
    /// Only the largest singular values were sought, for want of memory.
    case topK = "top-k"
    /// The tensor holds NaN or infinities, so nothing spectral was computed.
    case nonfinite
    /// The matrix has no elements.
    case empty
    /// The decomposition did not converge.
    case svdFailed = "svd-failed"
    /// The elements could not be read.
    case unreadable
  }

  /// What a tensor is for, guessed from its name; for grouping only.
  public enum Role: String, Codable, CaseIterable, Hashable, Sendable {
    case embedding, head, attention, mlp, expert, conv, norm, lora, other
  }

  /// Which matrix this is.
  public struct Identity: Codable, Hashable, Sendable {
    /// The tensor's full name.
    public var name: String
    /// The view: `matrix`, `conv.reshape`, `conv.slices`, `conv.operator`, `stack[3]`, `flatten`,
    /// `lora.product`.
    public var view: String
    /// The part of the tensor, such as `e=3`, `head 2` or `group 1`; empty for all of it.
    public var part: String

    /// Names a matrix.
    public init(name: String, view: String, part: String = "") {
      self.name = name
      self.view = view
      self.part = part
    }
  }

  /// Which matrix this is.
  public var identity: Identity
  /// The file that holds the tensor.
  public var file: String
  /// What the tensor is for.
  public var role: Role
  /// The first whole number among the components of the name.
  public var depthIndex: Int?
  /// The stored type, by the names of safetensors.
  public var dtype: String
  /// A smaller type that holds every element exactly, or the stored one.
  public var effectiveDtype: String
  /// The shape of the tensor.
  public var shape: [Int]
  /// The number of rows, `m`.
  public var rows: Int
  /// The number of columns, `n`.
  public var columns: Int
  /// The SHA-256 of the tensor's elements, row-major in their stored type.
  public var sha256: String
  /// How the analysis ended.
  public var status: Status
  /// Findings and reasons of undefined values, such as `unscaledQuantised` or
  /// `alpha: tooFewValues`.
  public var notes: [String]
  /// How the singular values were found, such as `gram+tridiagonal`.
  public var driver: String
  /// Singular values below `1e-7 σ₁` that the Gram matrix gave, rounding noise therefore.
  public var valuesBelowFloor: Int
  /// Wall time.
  public var seconds: Double
  /// The metrics by name.
  public var metrics: MetricValues
  /// What the report draws.
  public var sketch: SpectrumSketch?

  /// A row; see the properties.
  public init(
    identity: Identity, file: String, role: Role = .other, depthIndex: Int? = nil, dtype: String,
    effectiveDtype: String? = nil, shape: [Int], rows: Int, columns: Int, sha256: String = "",
    status: Status = .ok, notes: [String] = [], driver: String = "", valuesBelowFloor: Int = 0,
    seconds: Double = 0, metrics: MetricValues = [:], sketch: SpectrumSketch? = nil
  ) {
    self.identity = identity
    self.file = file
    self.role = role
    self.depthIndex = depthIndex
    self.dtype = dtype
    self.effectiveDtype = effectiveDtype ?? dtype
    self.shape = shape
    self.rows = rows
    self.columns = columns
    self.sha256 = sha256
    self.status = status
    self.notes = notes
    self.driver = driver
    self.valuesBelowFloor = valuesBelowFloor
    self.seconds = seconds
    self.metrics = metrics
    self.sketch = sketch
  }
}
