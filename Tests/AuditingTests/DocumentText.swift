import Auditing

/// A document as one text.
func text(_ document: (@escaping AuditDocuments.Sink) throws -> Void) throws -> String {
  nonisolated(unsafe) var bytes: [UInt8] = []
  try document { bytes += $0 }
  return String(decoding: bytes, as: UTF8.self)
}
