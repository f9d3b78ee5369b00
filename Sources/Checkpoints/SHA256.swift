import CCrypto

/// The secure hash standard, FIPS 180-4, for names of configurations and contents of files.
package struct SHA256: ~Copyable {
  private let state: OpaquePointer
  private var isFinished = false

  /// A digest of nothing yet.
  package init() {
    guard let state = lr_sha256_begin() else { preconditionFailure("no memory for a digest") }
    self.state = state
  }

  deinit { if !isFinished { lr_sha256_discard(state) } }

  /// Goes on with these bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    precondition(!isFinished, "a finished digest takes no more bytes")
    lr_sha256_update(state, bytes.baseAddress, bytes.count)
  }

  /// The digest, 64 hexadecimal digits in lower case.
  package mutating func finish() -> String {
    precondition(!isFinished, "a digest is finished once")
    isFinished = true
    var digest = [UInt8](repeating: 0, count: 32)
    lr_sha256_finish(state, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The digest of `message`, 64 hexadecimal digits in lower case.
  package static func hexadecimal(of message: [UInt8]) -> String {
    var digest = SHA256()
    message.withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }
}
