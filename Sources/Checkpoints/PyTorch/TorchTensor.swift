/// A tensor as a pickle describes it, before it has a name.
struct TorchTensor {
  let typeName: String
  let elementType: ElementType?
  let shape: [Int]
  let strides: [Int]
  let availability: StoredTensor.Availability
  let location: StoredTensor.Location?

  private init(
    typeName: String, elementType: ElementType? = nil, shape: [Int], strides: [Int]? = nil,
    availability: StoredTensor.Availability, location: StoredTensor.Location? = nil
  ) {
    self.typeName = typeName
    self.elementType = elementType
    self.shape = shape
    self.strides = strides ?? StoredTensor.rowMajorStrides(of: shape)
    self.availability = availability
    self.location = location
  }

  /// A tensor that is no dense array, or is described in a way that no PyTorch does.
  static func skipped(_ reason: String, shape: [Int]? = nil) -> TorchTensor {
    let isCountable = shape?.filter { $0 > 0 }.checkedProduct ?? .max <= 1 << 48
    return TorchTensor(
      typeName: "unknown", shape: isCountable ? shape ?? [0] : [0], availability: .skipped(reason))
  }

  /// The most axes that PyTorch's tensors can have.
  static let mostAxes = 64

  /// The tensor `_rebuild_tensor…(storage, offset, size, stride, …)`.
  ///
  /// A view is checked before it is believed: sizes and strides are not negative, and
  /// `offset + Σ (sizeᵢ − 1) strideᵢ` lies in the storage, in exact arithmetic.
  init(
    storage: TorchStorage, offset: Int, shape: [Int], strides: [Int], dtype: TorchElement?,
    archive: TorchArchive, options: Checkpoint.Options
  ) {
    let element = dtype ?? storage.element
    func skipped(_ reason: String) -> TorchTensor {
      TorchTensor(
        typeName: element.type?.rawValue ?? element.name, elementType: element.type, shape: shape,
        strides: strides, availability: .skipped(reason))
    }
    guard let count = shape.filter({ $0 > 0 }).checkedProduct, count <= options.maximumElements
    else {
      // Nobody shall multiply these lengths.
      self = .skipped("shape \(shape) of more than \(options.maximumElements) elements")
      return
    }
    guard let type = element.type, let itemBytes = type.byteCount(of: 1) else {
      self = skipped(element.skipReason)
      return
    }
    guard let member = archive.storage(storage.key) else {
      self = skipped("missing storage \(storage.key.shown)")
      return
    }
    if let reason = member.skipReason {
      self = skipped(reason)
      return
    }
    // A storage without a type counts bytes.
    let width = storage.element.type?.byteCount(of: 1) ?? itemBytes
    let (declared, overflow) = storage.count.multipliedReportingOverflow(by: width)
    guard !overflow, declared <= member.count else {
      self = skipped("storage \(storage.key.shown) shorter than declared")
      return
    }
    guard
      Self.fits(offset: offset, shape: shape, strides: strides, count: declared / itemBytes)
    else {
      self = skipped("view outside its storage")
      return
    }
    self.init(
      typeName: type.rawValue, elementType: type, shape: shape, strides: strides,
      availability: .readable,
      location: .init(source: member, offset: shape.contains(0) ? 0 : offset * itemBytes))
  }

  private static func fits(offset: Int, shape: [Int], strides: [Int], count: Int) -> Bool {
    guard offset >= 0 else { return false }
    if shape.contains(0) { return true }
    var last = offset
    for (length, stride) in zip(shape, strides) {
      let (step, tooFar) = (length - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflow) = last.addingReportingOverflow(step)
      guard !tooFar, !overflow else { return false }
      last = sum
    }
    return last < count
  }
}
