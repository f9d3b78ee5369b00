/// Digests of tensors, equal for equal elements whatever the file, byte order or strides.
public enum TensorDigest {
  /// How many bytes are digested at once.
  private static let block = 4 << 20

  /// The SHA-256 of a tensor's elements, row-major in their stored type, little-endian.
  ///
  /// - Parameter tensor: The tensor.
  /// - Returns: 64 hexadecimal digits in lower case.
  /// - Throws: ``CheckpointError`` where the elements cannot be read.
  public static func sha256(of tensor: StoredTensor) throws(CheckpointError) -> String {
    guard let location = tensor.location, let type = tensor.elementType,
      let bytes = type.byteCount(of: tensor.count)
    else {
      throw CheckpointError(
        .unsupported, "Tensor \(tensor.name.shown) cannot be read; leave it out.")
    }
    var digest = SHA256()
    if tensor.isContiguous && (!tensor.isBigEndian || type.bits == 8) {
      try digest.update(with: location.source, in: location.offset..<location.offset + bytes)
    } else {
      let width = type.bits / 8
      let step = block / width
      var buffer = [UInt8](repeating: 0, count: min(tensor.count, step) * width)
      for start in stride(from: 0, to: tensor.count, by: step) {
        let end = min(start + step, tensor.count)
        var failure: CheckpointError?
        buffer.withUnsafeMutableBytes { target in
          do throws(CheckpointError) { try tensor.copyRowMajor(start..<end, into: target) } catch {
            failure = error
          }
          digest.update(.init(rebasing: target[..<((end - start) * width)]))
        }
        if let failure { throw failure }
      }
    }
    return digest.finish()
  }
}

extension Checkpoint.File {
  /// The SHA-256 of the file's bytes, 64 hexadecimal digits in lower case; the file is read once, block
  /// by block.
  ///
  /// - Throws: ``CheckpointError`` for a file that cannot be read or has another size now.
  public func sha256() throws(CheckpointError) -> String {
    let source = try FileAccess.read.open(path)
    guard source.count == bytes else {
      throw CheckpointError(
        .sizeMismatch,
        "\(path) had \(bytes) bytes when it was opened and has \(source.count) now; read a copy "
          + "that nobody writes to.")
    }
    var digest = SHA256()
    try digest.update(with: source, in: 0..<bytes)
    return digest.finish()
  }
}

extension SHA256 {
  /// Goes on with bytes of a source, block by block.
  fileprivate mutating func update(
    with source: any ByteSource, in range: Range<Int>
  ) throws(CheckpointError) {
    let block = 4 << 20
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + block, range.upperBound)
      let bytes = try source.bytes(in: start..<end)
      bytes.withUnsafeBytes { update($0) }
      start = end
    }
  }
}
