import Checkpoints
import Foundation
import Testing

@Suite struct NPYFileTests {
  @Test(
    "oracle: every type and byte order that NumPy wrote",
    arguments: [
      ("f2", 4.0), ("f4", 4), ("f8", 4), ("i4", 1), ("i8", 1),
    ])
  func types(type: String, divisor: Double) throws {
    let little = try NPYFile.read(fixture("\(type)-little.npy"))
    #expect(little.shape == [2, 3])
    #expect(little.doubles == expected(6, divisor: divisor))
    #expect(try NPYFile.read(fixture("\(type)-big.npy")) == little)
  }

  @Test("oracle: bytes and truth values")
  func small() throws {
    #expect(
      try NPYFile.read(fixture("u1-bytes.npy"))
        == NPYArray(shape: [2, 3], storage: .uint8([0, 7, 14, 21, 28, 35])))
    #expect(
      try NPYFile.read(fixture("b1-bytes.npy"))
        == NPYArray(shape: [2, 3], storage: .bool([true, false, false, true, false, false])))
  }

  @Test("oracle: Fortran order becomes row-major")
  func fortran() throws {
    let matrix = try NPYFile.read(fixture("fortran-2.npy"))
    #expect(matrix == NPYArray(expected(12, divisor: 4), shape: [3, 4]))
    let tensor = try NPYFile.read(fixture("fortran-4.npy"))
    #expect(tensor.shape == [2, 3, 1, 4])
    #expect(tensor.doubles == expected(24))
  }

  @Test("oracle: single numbers, empty arrays, versions 2 and 3")
  func shapes() throws {
    #expect(try NPYFile.read(fixture("scalar.npy")) == NPYArray([-5], shape: []))
    #expect(try NPYFile.read(fixture("empty.npy")) == NPYArray([Double](), shape: [3, 0, 2]))
    for version in [2, 3] {
      let array = try NPYFile.read(fixture("version-\(version).npy"))
      #expect(array == NPYArray(expected(6, divisor: 4), shape: [2, 3]))
    }
  }

  @Test("oracle: values that are not ordinary keep their bits")
  func special() throws {
    let values = try NPYFile.read(fixture("special.npy")).doubles
    let wanted = [.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, 1e308]
    #expect(values.dropFirst().map(\.bitPattern) == wanted.dropFirst().map(\.bitPattern))
    #expect(values[0].isNaN)
    let half = try NPYFile.read(fixture("special-half.npy")).doubles
    #expect(half[0].isNaN)
    // 6e-8 rounds to the smallest half, 2⁻²⁴
    #expect(half.dropFirst() == [.infinity, -.infinity, -0.0, 0x1p-24, 65504])
    #expect(half[3].sign == .minus)
  }

  @Test(
    "oracle: the same bytes as numpy.save",
    arguments: [
      "f2-little", "f4-little", "f8-little", "i4-little", "i8-little", "u1-bytes", "b1-bytes",
      "scalar", "empty", "vector", "special",
    ])
  func bytes(name: String) throws {
    let bytes = try fixtureBytes(name + ".npy")
    #expect(NPYFile.encode(try NPYFile.decode(bytes[...], name: name)) == bytes)
  }

  @Test(
    "hostile: a file cut anywhere is never an array",
    arguments: [
      "f8-little", "version-2", "fortran-4", "b1-bytes",
    ])
  func truncated(name: String) throws {
    let bytes = try fixtureBytes(name + ".npy")
    for count in 0..<bytes.count {
      #expect(throws: CheckpointError.self) {
        try NPYFile.decode(bytes[..<count], name: name)
      }
    }
  }

  @Test(
    "hostile: headers that lie or are no headers",
    arguments: [
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "truncated"),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "sizeMismatch"),
      (
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
        "sizeMismatch"
      ),
      (
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
        "invalidHeader"
      ),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "invalidHeader"),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': [1], }", "invalidHeader"),
      ("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }", "invalidHeader"),
      ("{'descr': '<f8', 'shape': (1,), }", "invalidHeader"),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 'y'}", "invalidHeader"),
      ("{'descr': '<f8', 'descr': '<f8', 'fortran_order': True, 'shape': ()}", "invalidHeader"),
      ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x", "invalidHeader"),
      ("{'descr': '<f8' 'fortran_order': False, 'shape': (1,), }", "invalidHeader"),
      ("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,), }", "invalidHeader"),
      ("", "invalidHeader"), ("{", "invalidHeader"), ("{'", "invalidHeader"),
      ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "unsupported"),
      ("{'descr': '|f8', 'fortran_order': False, 'shape': (1,), }", "unsupported"),
      ("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", "unsupported"),
      ("{'descr': [('a', '<f8'), 'fortran_order': False, 'shape': (1,), }", "invalidHeader"),
      ("{'descr': '', 'fortran_order': False, 'shape': (1,), }", "unsupported"),
      ("{'descr': '|b1', 'fortran_order': False, 'shape': (9,), }", "damaged"),
    ])
  func lies(header: String, code: String) {
    let error = checkpointError {
      try NPYFile.decode(npy(header, [0, 1, 2, 3, 4, 5, 6, 7, 8])[...], name: "x.npy")
    }
    #expect(error?.code.description == code)
    #expect(error?.message.contains("x.npy") == true)
  }

  @Test("oracle: headers as old programs wrote them")
  func oldHeaders() throws {
    let header = #"{"shape": (1L,), "fortran_order": True, "descr": "=u1"}"#
    #expect(
      try NPYFile.decode(npy(header, [5])[...], name: "x")
        == NPYArray(shape: [1], storage: .uint8([5])))
  }

  @Test(
    "hostile: types that no matrix has",
    arguments: [
      ("structured", "unsupported"), ("complex", "unsupported"),
    ])
  func unsupported(name: String, code: String) {
    let error = checkpointError { try NPYFile.read(fixture(name + ".npy")) }
    #expect(error?.code.description == code)
  }

  @Test("hostile: other files, other versions, no file")
  func others() {
    #expect(checkpointError { try NPYFile.read(fixture("make.py")) }?.code == .notRecognized)
    #expect(checkpointError { try NPYFile.read(fixture("none.npy")) }?.code == .unusableFile)
    #expect(checkpointError { try NPYFile.read(fixture("")) }?.code == .unusableFile)
    let version = [0x93] + Array("NUMPY".utf8) + [9, 0, 0, 0]
    #expect(
      checkpointError { try NPYFile.decode(version[...], name: "x") }?.code == .unsupported)
  }
}
