extension StoredTensor {
  /// Copies the elements row-major in their stored type, little-endian, whatever their order in the
  /// file.
  ///
  /// - Parameters:
  ///   - elements: Which elements, counted row-major; all by default.
  ///   - target: Room for them.
  /// - Throws: ``CheckpointError`` where they cannot be read.
  /// - Precondition: Elements are whole bytes.
  func copyRowMajor(
    _ elements: Range<Int>? = nil, into target: UnsafeMutableRawBufferPointer
  ) throws(CheckpointError) {
    let elements = elements ?? 0..<count
    guard let location, let type = elementType, let start = target.baseAddress,
      !elements.isEmpty
    else { return }
    let width = type.bits / 8
    precondition(type.bits % 8 == 0 && target.count >= elements.count * width, "room for elements")
    let unit = type.kind == .complex ? width / 2 : width
    let copy = ElementCopy.raw(width: width, unit: isBigEndian ? unit : 0, start)
    let axes = zip(shape, strides).map { TensorMatrix.Axis(length: $0.0, stride: $0.1) }
    for grid in ElementGrid.boxes(axes, elements, step: 1) {
      try location.copy(grid, as: copy)
    }
  }
}
