/// How a quantity becomes a place or a colour.
public struct Scale: Sendable, Codable, Equatable {
  /// The shape of the scale.
  public enum Kind: Sendable, Codable, Equatable {
    /// Equal steps.
    case linear
    /// Equal ratios.
    case logarithmic(base: Double)
    /// Equal steps of the square root.
    case squareRoot
  }

  /// The shape.
  public var kind: Kind
  /// Smallest and largest shown value; `nil` takes them from the data.
  public var domain: ClosedRange<Double>?
  /// Whether zero is always in view (linear scales without a domain).
  public var includesZero: Bool

  /// A scale; log scales need a positive domain.
  ///
  /// - Precondition: A logarithmic scale has a base above 1 and a positive domain.
  public init(_ kind: Kind, domain: ClosedRange<Double>? = nil, includesZero: Bool = false) {
    if case .logarithmic(let base) = kind {
      precondition(base > 1, "a logarithmic scale of base \(base)")
      precondition(
        domain.map { $0.lowerBound > 0 } ?? true, "a logarithmic scale reaching down to zero")
    }
    self.kind = kind
    self.domain = domain
    self.includesZero = includesZero
  }

  /// Equal steps, range from the data.
  public static let linear = Scale(.linear)
  /// Equal steps with zero in view.
  public static let fromZero = Scale(.linear, includesZero: true)
  /// Powers of two.
  public static let log2 = Scale(.logarithmic(base: 2))
  /// Powers of ten.
  public static let log10 = Scale(.logarithmic(base: 10))
  /// Equal steps over a fixed range; what lies outside is cut off.
  public static func linear(_ domain: ClosedRange<Double>) -> Scale {
    Scale(.linear, domain: domain)
  }
}

/// The colours of a colour channel.
///
/// Both are told apart by people with any colour vision.
public enum Palette: String, Sendable, Codable {
  /// Distinct hues after Okabe and Ito, for names without an order.
  case categorical
  /// Viridis, for ordered labels and for continuous values.
  case sequential
}

/// A column bound to a visual property of a mark.
public struct Channel: Sendable, Codable, Equatable {
  /// What the values mean.
  public enum Kind: String, Sendable, Codable {
    /// Numbers on a continuous scale.
    case quantitative
    /// Values with an order.
    case ordinal
    /// Names.
    case nominal
  }

  /// The column.
  public var field: String
  /// What the axis or legend is called; `nil` takes it from an earlier layer or the column.
  public var title: String?
  /// What the values mean.
  public var kind: Kind
  /// How values become places or colours; `nil` takes it from an earlier layer.
  public var scale: Scale?
  /// The colours, for a colour channel; `nil` chooses by ``kind``.
  public var palette: Palette?
  /// Where the axis has its ticks; `nil` leaves it to the renderer.
  public var ticks: [Double]?
  /// How numbers are written, in the format language of D3 (`.2f`, `~s`).
  public var format: String?

  /// A channel with all options.
  public init(
    _ field: String, title: String? = nil, kind: Kind = .quantitative, scale: Scale? = nil,
    palette: Palette? = nil, ticks: [Double]? = nil, format: String? = nil
  ) {
    self.field = field
    self.title = title
    self.kind = kind
    self.scale = scale
    self.palette = palette
    self.ticks = ticks
    self.format = format
  }

  /// Numbers on a continuous scale.
  public static func quantitative(
    _ field: String, title: String? = nil, scale: Scale? = nil, ticks: [Double]? = nil,
    format: String? = nil
  ) -> Channel {
    Channel(field, title: title, scale: scale, ticks: ticks, format: format)
  }

  /// Values with an order, coloured by a sequential palette.
  public static func ordinal(_ field: String, title: String? = nil) -> Channel {
    Channel(field, title: title, kind: .ordinal)
  }

  /// Names, coloured by distinct hues, in order of first appearance.
  public static func nominal(_ field: String, title: String? = nil) -> Channel {
    Channel(field, title: title, kind: .nominal)
  }
}
