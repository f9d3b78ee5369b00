/// Where each tensor of a network lies in its arena: one flat array that holds all of them.
///
/// Gradients and the optimizer's vectors have the same layout. The trainable entries come first, in
/// the order of the layers, without gaps; the running statistics of batch normalisation, which no
/// optimizer touches, follow them.
public struct ParameterLayout: Hashable, Sendable {
  /// What a tensor is for.
  public enum Role: Hashable, Sendable {
    /// A weight matrix, (outputs, inputs) row-major, and the function that follows it, if any does
    /// before the next weight.
    case weight(followedBy: Activation?)
    /// The bias of a dense layer.
    case bias
    /// `γ` of batch normalisation.
    case scale
    /// `β` of batch normalisation.
    case shift
    /// The running mean of batch normalisation; not trainable.
    case runningMean
    /// The running variance of batch normalisation; not trainable.
    case runningVariance

    /// Whether optimizers change the tensor.
    public var isTrainable: Bool { self != .runningMean && self != .runningVariance }
  }

  /// One tensor.
  public struct Entry: Hashable, Sendable {
    /// Unique within the network, such as `layers.2.weight` or `layers.0.branch.1.bias`.
    public let name: String
    /// (outputs, inputs) for a weight, (width) otherwise.
    public let shape: [Int]
    /// What it is for.
    public let role: Role
    /// Where it lies in the arena.
    public let range: Range<Int>

    /// Whether it is a weight matrix.
    public var isWeight: Bool { if case .weight = role { true } else { false } }
  }

  /// All tensors, in the order of the arena.
  public let entries: [Entry]
  /// The length of the trainable part, which comes first.
  public let trainableCount: Int
  /// The length of the arena.
  public let count: Int

  /// The weight matrices, in the order of the layers.
  public var weights: [Entry] { entries.filter(\.isWeight) }

  /// The tensor of this name, if there is one.
  public func entry(named name: String) -> Entry? { entries.first { $0.name == name } }
}

extension ParameterLayout {
  /// Lays out what the layers ask for.
  init(_ requests: [(name: String, shape: [Int], role: Role)]) {
    var entries: [Entry] = []
    var end = 0
    func append(_ request: (name: String, shape: [Int], role: Role)) {
      let start = end
      end += request.shape.reduce(1, *)
      entries.append(
        Entry(name: request.name, shape: request.shape, role: request.role, range: start..<end))
    }
    requests.filter { $0.role.isTrainable }.forEach(append)
    trainableCount = end
    requests.filter { !$0.role.isTrainable }.forEach(append)
    self.entries = entries
    count = end
  }
}
