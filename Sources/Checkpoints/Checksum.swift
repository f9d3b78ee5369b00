import CZlib

/// The CRC-32 of ZIP and gzip (polynomial 0xEDB88320).
package func crc32(_ bytes: some Collection<UInt8>) -> UInt32 {
  let quick = bytes.withContiguousStorageIfAvailable { lr_crc32(0, $0.baseAddress, $0.count) }
  return quick ?? Array(bytes).withUnsafeBufferPointer { lr_crc32(0, $0.baseAddress, $0.count) }
}
