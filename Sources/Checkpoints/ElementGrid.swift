import CBLAS

/// A box of elements on its way from a source to a target: where each direction leads on both sides,
/// in elements.
struct ElementGrid {
  /// One direction.
  struct Axis {
    var length: Int
    /// The distance of neighbours in the source, ≥ 0.
    var source: Int
    /// The distance of neighbours in the target.
    var target: Int
  }

  /// The first element in the source.
  var source: Int
  /// The first element in the target.
  var target: Int
  /// The directions, in no particular order; one of length 0 makes the box empty.
  var axes: [Axis]

  /// The number of elements.
  var count: Int { axes.reduce(1) { $0 * $1.length } }
  /// The elements of the source from the first that is wanted to the last.
  var span: Range<Int> {
    source..<source + axes.reduce(0) { $0 + ($1.length - 1) * $1.source } + 1
  }

  /// The same box in as few directions as possible, the one that is densest in the target last.
  var simplified: ElementGrid {
    var merged: [Axis] = []
    for axis in axes.sorted(by: { ($0.target, $0.source) > ($1.target, $1.source) })
    where axis.length != 1 {
      if let last = merged.last, last.source == axis.source * axis.length,
        last.target == axis.target * axis.length
      {
        merged[merged.count - 1] = Axis(
          length: last.length * axis.length, source: axis.source, target: axis.target)
      } else {
        merged.append(axis)
      }
    }
    return ElementGrid(source: source, target: target, axes: merged)
  }

  /// Both halves along the direction of the largest steps in the source; nil for a single element.
  var halves: (ElementGrid, ElementGrid)? {
    guard
      let axis = axes.indices.filter({ axes[$0].length > 1 })
        .max(by: { axes[$0].source < axes[$1].source })
    else { return nil }
    var (first, second) = (self, self)
    let half = axes[axis].length / 2
    first.axes[axis].length = half
    second.axes[axis].length -= half
    second.source += half * axes[axis].source
    second.target += half * axes[axis].target
    return (first, second)
  }

  /// Calls `body` with planes that make up the box: the first element in source and target, and two
  /// directions, the inner one densest in the target.
  func forEachPlane(_ body: (Int, Int, lowrank_axis, lowrank_axis) -> Void) {
    var rest = simplified.axes
    let inner = rest.popLast() ?? Axis(length: 1, source: 1, target: 1)
    // What is densest in the source can be read along; else the longest loop should be in C.
    let choice = rest.indices.min { a, b in
      (rest[a].source == 1 ? 0 : 1, -rest[a].length) < (
        rest[b].source == 1 ? 0 : 1, -rest[b].length
      )
    }
    let outer = choice.map { rest.remove(at: $0) } ?? Axis(length: 1, source: 0, target: 0)
    var index = Array(repeating: 0, count: rest.count)
    var (from, to) = (source, target)
    guard count > 0 else { return }
    while true {
      body(from, to, outer.inC, inner.inC)
      var axis = rest.count - 1
      while axis >= 0 {
        index[axis] += 1
        from += rest[axis].source
        to += rest[axis].target
        if index[axis] < rest[axis].length { break }
        from -= rest[axis].length * rest[axis].source
        to -= rest[axis].length * rest[axis].target
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}

extension ElementGrid.Axis {
  fileprivate var inC: lowrank_axis { lowrank_axis(length: length, from: source, to: target) }
}

/// What is done to the elements of a grid: they are decoded or copied.
enum ElementCopy {
  /// To doubles.
  case decoded(ElementDecoder, swaps: Bool, UnsafeMutablePointer<Double>)
  /// As they are; groups of `unit` bytes are reversed.
  case raw(width: Int, unit: Int, UnsafeMutableRawPointer)

  /// The bytes of a stored element.
  var width: Int {
    switch self {
    case .decoded(let decoder, _, _): decoder.width
    case .raw(let width, _, _): width
    }
  }

  /// Copies a grid from `bytes`, whose first element is number `first` of the source.
  func perform(_ grid: ElementGrid, from bytes: UnsafeRawBufferPointer, first: Int) {
    guard let start = bytes.baseAddress else { return }
    grid.forEachPlane { source, target, outer, inner in
      let from = start + (source - first) * width
      switch self {
      case .decoded(let decoder, let swaps, let to):
        decoder.table.withUnsafeBufferPointer { table in
          lowrank_decode(
            LOWRANK_LEVEL_BEST, decoder.stored, swaps ? 1 : 0, table.baseAddress, from,
            outer,
            inner, to + target)
        }
      case .raw(let width, let unit, let to):
        lowrank_gather(width, unit, from, outer, inner, to + target * width)
      }
    }
  }
}

extension StoredTensor.Location {
  /// Spans up to this many bytes are read whole, however few of them are wanted.
  private static let smallSpan = 4 << 10
  /// Spans of which a quarter is wanted are read whole up to this many bytes.
  private static let largeSpan = 16 << 20

  /// Copies a grid of the tensor's elements: in place where the bytes are in memory, else by reading
  /// spans, large ones where most of their bytes are wanted.
  func copy(_ grid: ElementGrid, as copy: ElementCopy) throws(CheckpointError) {
    guard grid.count > 0 else { return }
    let span = grid.span
    let range = offset + span.lowerBound * copy.width..<offset + span.upperBound * copy.width
    let isDone = try source.inPlace(range) { copy.perform(grid, from: $0, first: span.lowerBound) }
    if isDone { return }
    let isDense = grid.count >= span.count / 4 && range.count <= Self.largeSpan
    if range.count > Self.smallSpan, !isDense, let (first, second) = grid.halves {
      try self.copy(first, as: copy)
      try self.copy(second, as: copy)
    } else {
      let bytes = try source.bytes(in: range)
      bytes.withUnsafeBytes { copy.perform(grid, from: $0, first: span.lowerBound) }
    }
  }
}
