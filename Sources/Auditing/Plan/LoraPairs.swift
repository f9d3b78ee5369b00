import Checkpoints

/// The pairs of LoRA factors in a checkpoint.
struct LoraPairs {
  private var pairs: [Int: LoraPair] = [:]
  /// Factors without partner, or with one of another shape.
  private(set) var findings: [CheckpointFinding] = []

  /// Finds the pairs by name and shape.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint.
  ///   - positions: Where tensors of a name are.
  init(_ checkpoint: Checkpoint, positions: [String: Int]) {
    let tensors = checkpoint.tensors
    var waiting: [String: (index: Int, side: LoraName.Side)] = [:]
    for (index, tensor) in tensors.enumerated() {
      guard let name = LoraName(tensor.name), tensor.isFactor else { continue }
      guard let other = waiting[name.pair], other.side != name.side else {
        waiting[name.pair] = (index, name.side)
        continue
      }
      waiting[name.pair] = nil
      let (left, right) = name.side == .left ? (index, other.index) : (other.index, index)
      let scale = Self.scale(of: name.pair, rightFactor: tensors[right], checkpoint, positions)
      guard
        let pair = LoraPair(
          name: name.pair, left: (left, tensors[left]), right: (right, tensors[right]),
          scale: scale)
      else {
        findings.append(
          CheckpointFinding(
            code: "loraShapesDiffer", subject: name.pair,
            sentence: "The factors of \(name.pair) have the shapes \(tensors[left].shape) and "
              + "\(tensors[right].shape), which do not make a product."))
        continue
      }
      pairs[index] = pair
    }
    for (_, lone) in waiting.sorted(by: { $0.value.index < $1.value.index }) {
      let name = tensors[lone.index].name
      findings.append(
        CheckpointFinding(
          code: "loraPartnerMissing", subject: name,
          sentence: "\(name) is one factor of a LoRA pair, and the other one is not there."))
    }
  }

  /// The pair whose second factor is the tensor at this position.
  func pair(endingAt index: Int) -> LoraPair? { pairs[index] }

  /// The factor of a pair: from a tensor `alpha` beside it, or from the adapter's configuration.
  private static func scale(
    of pair: String, rightFactor: StoredTensor, _ checkpoint: Checkpoint,
    _ positions: [String: Int]
  ) -> LoraPair.Scale {
    if let index = positions["\(pair).alpha"], checkpoint.tensors[index].isSingleNumber {
      return .alpha(tensor: index)
    }
    let configuration = checkpoint.adapterConfiguration(of: rightFactor)
    // The longest key is the most particular one.
    let particular = configuration?.alphaPattern.filter { pair.hasSuffix($0.key) }
      .max { $0.key.utf8.count < $1.key.utf8.count }?.value
    guard let configuration, let alpha = particular ?? configuration.alpha, alpha.isFinite,
      let rank = rightFactor.shape.first, rank > 0
    else { return .unknown }
    return .known(
      alpha / (configuration.isRankStabilised ? Double(rank).squareRoot() : Double(rank)))
  }
}

extension LoraPair {
  /// The name of the view.
  static let view = "lora.product"

  /// A pair of factors; nil where their shapes do not fit.
  ///
  /// Kernels of convolutions count as `r × (in k…)` on the right and `out × r` on the left.
  init?(
    name: String, left: (index: Int, tensor: StoredTensor),
    right: (index: Int, tensor: StoredTensor), scale: Scale
  ) {
    let (b, a) = (TensorPart(left.tensor), TensorPart(right.tensor))
    guard b.axes.count >= 2, a.axes.count >= 2, left.tensor.count > 0, right.tensor.count > 0,
      b.plane.columnCount == a.plane.rowCount
    else { return nil }
    self.init(
      name: name, left: left.index, right: right.index, leftLayout: b.plane, rightLayout: a.plane,
      scale: scale)
  }

  /// The row of the product.
  var view: MatrixView {
    MatrixView(
      name: Self.view, part: "", content: .product(self),
      notes: scale == .unknown ? ["unknownLoraScale"] : [])
  }
}

extension StoredTensor {
  /// Whether the tensor can be a factor of a LoRA pair.
  fileprivate var isFactor: Bool {
    guard case .readable = availability else { return false }
    return elementType?.kind == .floating
  }

  /// Whether the tensor is one real number that can be read.
  fileprivate var isSingleNumber: Bool {
    guard case .readable = availability, count == 1 else { return false }
    return elementType?.kind == .floating || elementType?.kind == .integer
  }
}
