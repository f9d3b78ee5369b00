extension NPYHeader {
  /// The array as a tensor whose elements are read when wanted; Fortran order is a matter of strides.
  ///
  /// - Parameters:
  ///   - name: The tensor's name.
  ///   - file: The position of its file.
  ///   - source: What holds the elements.
  ///   - offset: Where they begin in `source`.
  ///   - options: What `V2` means, and the limit of elements.
  /// - Returns: The tensor, skipped where its type is not known.
  func tensor(
    named name: String, file: Int, in source: any ByteSource, at offset: Int,
    options: Checkpoint.Options
  ) -> StoredTensor {
    let isBrain = options.readsVoid2AsBFloat16 && type.isVoid && type.size == 2
    let element = isBrain ? ElementType.bfloat16 : type.element
    var availability = StoredTensor.Availability(
      element, typeName: type.descriptor, shape: shape, options: options)
    if type.isVoid && !isBrain { availability = .skipped("void dtype") }
    let reversed = StoredTensor.rowMajorStrides(of: shape.reversed())
    return StoredTensor(
      name: name, file: file, typeName: element?.rawValue ?? type.descriptor, elementType: element,
      shape: shape, strides: isFortranOrder ? reversed.reversed() : nil, isBigEndian: isBigEndian,
      availability: availability, location: .init(source: source, offset: offset))
  }
}

extension StoredTensor.Availability {
  /// Whether elements of this type and shape can be read at all.
  init(
    _ type: ElementType?, typeName: String, shape: [Int], options: Checkpoint.Options
  ) {
    // Views multiply some of the lengths, so those of an empty tensor may not overflow either.
    let isSmall =
      shape.filter { $0 > 0 }.checkedProduct.map { $0 <= options.maximumElements } ?? false
    if type == nil {
      self = .skipped("unknown dtype \(typeName.shown)")
    } else if !isSmall {
      self = .skipped("more than \(options.maximumElements) elements")
    } else {
      self = .readable
    }
  }
}
