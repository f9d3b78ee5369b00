import Checkpoints
import Foundation
import Testing

/// npy files as the audit reads them; what the eager reader shares is in `NPYFileTests`.
@Suite struct NPYTensorTests {
  private func tensor(
    _ name: String, _ options: Checkpoint.Options = .init()
  ) throws -> StoredTensor {
    try #require(Checkpoint(opening: fixture(name), options: options).tensors.first)
  }

  @Test(
    "oracle: every type and byte order that NumPy wrote",
    arguments: ["f2", "f4", "f8", "i4", "i8"], ["little", "big"])
  func types(type: String, order: String) throws {
    let tensor = try tensor("\(type)-\(order).npy")
    #expect(tensor.name == "\(type)-\(order)" && tensor.shape == [2, 3])
    #expect(tensor.isBigEndian == (order == "big"))
    #expect(try tensor.doubles() == expected(6, divisor: type.hasPrefix("f") ? 4 : 1))
  }

  @Test("oracle: Fortran order is a matter of strides")
  func fortran() throws {
    let matrix = try tensor("fortran-2.npy")
    #expect(matrix.shape == [3, 4] && matrix.strides == [1, 3] && !matrix.isContiguous)
    #expect(try matrix.doubles() == expected(12, divisor: 4))
    let four = try tensor("fortran-4.npy")
    #expect(try four.strides == [1, 2, 6, 6] && four.doubles() == expected(24))
  }

  @Test("oracle: unsigned big-endian words, and the bytes of small floats")
  func others() throws {
    #expect(try tensor("u2-big.npy").doubles() == [0, 1, 2, 3, 4, 5])
    #expect(try tensor("float8_e5m2.npy").doubles() == [-5, -3, -1.5, 0.25, 2, 4])
    #expect(try tensor("float8_e4m3fn.npy").reason == "skipped: void dtype")
  }

  @Test("oracle: bfloat16 only where the caller says so")
  func brain() throws {
    #expect(try tensor("bfloat16.npy").reason == "skipped: void dtype")
    var options = Checkpoint.Options()
    options.readsVoid2AsBFloat16 = true
    let brain = try tensor("bfloat16.npy", options)
    #expect(brain.elementType == .bfloat16 && brain.reason == nil)
    #expect(try brain.doubles() == expected(6, divisor: 4))
    // One byte is not two.
    #expect(try tensor("float8_e4m3fn.npy", options).reason == "skipped: void dtype")
  }

  @Test("hostile: types without numbers are skipped, or refused where only Python can read them")
  func unreadable() throws {
    #expect(try tensor("text.npy").reason == "skipped: unknown dtype <U2")
    #expect(try tensor("complex.npy").elementType == .complex128)
    for name in ["objects.npy", "structured.npy"] {
      #expect(checkpointError { try tensor(name) }?.code == .unsupported)
    }
  }

  @Test(
    "hostile: headers that lie",
    arguments: [
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "truncated"),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (), 'x': 1}", "invalidHeader"),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "invalidHeader"),
      ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "unsupported"),
      ("{'descr': '|S', 'fortran_order': False, 'shape': (1,), }", "unsupported"),
      ("{'descr': '<f99999999999999', 'fortran_order': False, 'shape': (1,), }", "unsupported"),
      (
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
        "sizeMismatch"
      ),
      (
        "{'descr': '<V1000000', 'fortran_order': False, 'shape': (99999999999999,), }",
        "sizeMismatch"
      ),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "sizeMismatch"),
    ])
  func lies(header: String, code: String) {
    let error = checkpointError { try opened(npy(header, Array(0..<8)), name: "x.npy") }
    #expect(error?.code.description == code)
  }

  @Test("hostile: a header above 64 KiB")
  func longHeader() {
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
    let padded = Array(text.utf8) + Array(repeating: 0x20, count: 1 << 16)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: padded.count >> (8 * $0)) }
    let bytes = [0x93] + Array("NUMPY".utf8) + [2, 0] + length + padded + Array(0..<8)
    #expect(checkpointError { try opened(bytes, name: "x.npy") }?.code == .headerTooLarge)
  }

  @Test("hostile: cut at every byte, or with bytes changed at random")
  func damaged() throws {
    let bytes = try fixtureBytes("fortran-4.npy")
    let folder = try TemporaryFolder()
    for count in 0..<bytes.count {
      let path = try folder.write("x.npy", Array(bytes.prefix(count)))
      #expect(checkpointError { try Checkpoint(opening: path) } != nil, "\(count) bytes")
    }
    var random = SplitMix(seed: 5)
    for _ in 0..<400 {
      var altered = bytes
      altered[Int.random(in: 0..<128, using: &random)] = random.next()
      let path = try folder.write("x.npy", altered)
      guard let checkpoint = try? Checkpoint(opening: path) else { continue }
      for tensor in checkpoint.tensors { _ = try? tensor.doubles() }
    }
  }
}
