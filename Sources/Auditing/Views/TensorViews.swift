import Checkpoints

/// Which matrices a tensor is seen as (specification of the audit, sections 2.1 to 2.3).
struct TensorViews {
  /// Why a tensor is seen as no matrix, or the matrices.
  enum Outcome {
    case matrices([MatrixView])
    case excluded(Coverage.Cause)
  }

  private let convolutionView: ViewRules.View
  private let grid: Grid
  private let views: RuleMatcher<[ViewRules.View]>
  private let transposed: [NameMatcher]
  private let splits: RuleMatcher<ViewRules.Split>
  private let heads: RuleMatcher<ViewRules.Split>
  private let convolutions: RuleMatcher<ViewRules.Convolution>
  private let stacksAsOne: [NameMatcher]

  init(_ rules: ViewRules, options: AuditOptions) {
    switch options.convolutionView {
    case .reshape: convolutionView = .reshape
    case .slices: convolutionView = .slices
    case .operator: convolutionView = .operator
    }
    grid = Grid(height: options.convolutionGrid[0], width: options.convolutionGrid[1])
    views = RuleMatcher(rules.views)
    transposed = rules.transposed.map(\.matcher)
    splits = RuleMatcher(rules.splits)
    heads = RuleMatcher(rules.heads)
    convolutions = RuleMatcher(rules.convolutions)
    stacksAsOne = rules.stacksAsOne.map(\.matcher)
  }

  /// Whether a tensor has the shape of a convolution's kernel: rank 4 or 5; or rank 3 with a name
  /// that says so, or a last axis of at most 31 that both others are at least twice as long as.
  static func isConvolution(_ tensor: StoredTensor) -> Bool {
    let shape = tensor.shape
    switch shape.count {
    case 4, 5: return true
    case 3:
      let last = shape[2]
      return (last <= 31 && shape[0] >= 2 * last && shape[1] >= 2 * last)
        || tensor.name.lowercased().contains("conv")
    default: return false
    }
  }

  /// `scalar` or `vector` for a tensor that is one once axes of length 1 are dropped.
  static func smallRank(of shape: [Int]) -> Coverage.Cause? {
    switch shape.count(where: { $0 != 1 }) {
    case 0: .scalar
    case 1: .vector
    default: nil
    }
  }

  /// The matrices of a tensor that is neither scalar nor vector.
  func outcome(of tensor: StoredTensor) -> Outcome {
    let wanted = views.value(for: tensor.name) ?? [standardView(of: tensor)]
    if wanted.contains(.skip) { return .excluded(.byOption) }
    var notes: [String] = []
    if tensor.shape.count >= 6 { notes.append("unusualRank") }
    var parts = [TensorPart(tensor)]
    for (rule, name) in [(splits, "split"), (heads, "head")] {
      guard let split = rule.value(for: tensor.name) else { continue }
      let divided = parts.compactMap { $0.parts(by: split, name: name) }
      if divided.count < parts.count {
        notes.append("\(name)DoesNotFit")
      } else {
        parts = divided.flatMap { $0 }
      }
    }
    let isTransposed = transposed.contains { $0.matches(tensor.name) }
    var result: [MatrixView] = []
    for view in wanted {
      for part in parts {
        for var seen in matrices(of: part, as: view, tensor: tensor) {
          seen.notes = notes + seen.notes
          if isTransposed { seen.content = seen.content.transposed }
          result.append(seen)
        }
      }
    }
    return result.isEmpty ? .excluded(.emptyStack) : .matrices(result)
  }

  /// The view of a tensor that no rule is about.
  private func standardView(of tensor: StoredTensor) -> ViewRules.View {
    switch tensor.shape.count {
    case 2: .matrix
    case 3...5: Self.isConvolution(tensor) ? convolutionView : .stack
    default: .flatten
    }
  }

  private func matrices(
    of part: TensorPart, as view: ViewRules.View, tensor: StoredTensor
  ) -> [MatrixView] {
    let rank = part.axes.count
    if rank == 2 {
      return [MatrixView(name: "matrix", part: part.label, content: .matrix(part.plane))]
    }
    switch view {
    case .stack: return stack(part, name: tensor.name)
    case .flatten:
      return [MatrixView(name: "flatten", part: part.label, content: .matrix(part.plane))]
    case .reshape, .slices, .operator:
      return convolution(part, as: view, name: tensor.name)
    case .matrix:
      guard let plane = plainMatrix(part) else {
        return matrices(of: part, as: standardView(of: tensor), tensor: tensor)
          .map { $0.adding("notOfRank2") }
      }
      return [MatrixView(name: "matrix", part: part.label, content: .matrix(plane))]
    case .skip: return []
    }
  }

  /// The matrix that is left when axes of length 1 are dropped.
  private func plainMatrix(_ part: TensorPart) -> MatrixLayout? {
    let axes = part.axes.filter { $0.length != 1 }
    guard axes.count == 2 else { return nil }
    return MatrixLayout(
      offset: part.offset, rows: [axes[0]], columns: [axes[1]], start: part.start, form: .other)
  }

  private func stack(_ part: TensorPart, name: String) -> [MatrixView] {
    if stacksAsOne.contains(where: { $0.matches(name) }) {
      return [MatrixView(name: "stack", part: part.label, content: .matrix(part.merged))]
    }
    return (0..<part.axes[0].length).map { index in
      MatrixView(
        name: "stack[\(part.start[0] + index)]",
        part: TensorPart.joined("e=\(part.start[0] + index)", part.label),
        content: .matrix(part.slice(index)))
    }
  }

  /// The kernels of a convolution, one per group, outputs first.
  private func convolution(
    _ part: TensorPart, as view: ViewRules.View, name: String
  ) -> [MatrixView] {
    let attributes = convolutions.value(for: name) ?? ViewRules.Convolution()
    let groups = ViewRules.Split(axis: 0, parts: [attributes.groups])
    let divided = attributes.groups > 1 ? part.parts(by: groups, name: "group") : [part]
    return (divided ?? [part]).map { group in
      let seen = kernel(attributes.isTransposed ? group.withOutputsFirst : group, as: view)
      if divided == nil { return seen.adding("groupsDoNotFit") }
      return view == .operator && attributes.stride > 1 ? seen.adding("strideIgnored") : seen
    }
  }

  private func kernel(_ part: TensorPart, as view: ViewRules.View) -> MatrixView {
    let positions = part.axes[2...].map(\.length)
    let reshaped = MatrixView(
      name: "conv.reshape", part: part.label, content: .matrix(part.plane))
    if part.axes.contains(where: { $0.length == 0 }) { return reshaped }
    switch view {
    case .slices:
      let matrices = Self.offsets(of: part.axes[2...]).map { part.position($0) }
      return MatrixView(name: "conv.slices", part: part.label, content: .pooled(matrices))
    case .operator:
      guard positions.count <= 2 else { return reshaped.adding("operatorOfRank5") }
      let kernel = Grid(height: positions.count == 2 ? positions[0] : 1, width: positions.last ?? 1)
      let area = positions.count == 2 ? grid : Grid(height: 1, width: grid.width)
      return MatrixView(
        name: "conv.operator", part: part.label,
        content: .convolution(part.plane, kernel: kernel, grid: area))
    default: return reshaped
    }
  }

  /// The offsets of all index combinations of axes.
  private static func offsets(of axes: ArraySlice<TensorMatrix.Axis>) -> [Int] {
    axes.reduce([0]) { offsets, axis in
      offsets.flatMap { offset in (0..<axis.length).map { offset + $0 * axis.stride } }
    }
  }
}

extension TensorPart {
  /// The parts that a rule asks for; nil where they do not fit.
  fileprivate func parts(by split: ViewRules.Split, name: String) -> [TensorPart]? {
    guard split.axis < axes.count, let lengths = split.lengths(of: axes[split.axis].length) else {
      return nil
    }
    return parts(along: split.axis, lengths: lengths, name: name)
  }

  /// The first two axes, at one position of the others.
  fileprivate func position(_ offset: Int) -> MatrixLayout {
    MatrixLayout(
      offset: self.offset + offset, rows: [axes[0]], columns: [axes[1]], start: start, form: .other)
  }
}

extension MatrixView {
  fileprivate func adding(_ note: String) -> MatrixView {
    var result = self
    result.notes.append(note)
    return result
  }
}
