import Checkpoints
import Foundation
import Testing

@Suite struct TensorMatrixTests {
  /// A file of 2053 numbers of a type, each its own position or what is left of it in 8 bits, at an
  /// odd offset; mapped and read.
  private static func sources(_ type: ElementType) throws -> [StoredTensor] {
    let words: [[UInt8]] = (0..<2053).map { position in
      let bits: UInt64 =
        switch type {
        case .float64: Double(position).bitPattern
        case .float32: UInt64(Float(position).bitPattern)
        case .bfloat16: UInt64(Float(position % 256).bitPattern >> 16)
        case .uint8: UInt64(position % 256)
        default: UInt64(position)
        }
      return (0..<type.bits / 8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }
    let folder = try TemporaryFolder()
    let path = try folder.write("x", [7] + Array(words.joined()))
    return try [FileAccess.mapped, .read].map { access in
      StoredTensor(
        name: "a", file: 0, typeName: type.rawValue, elementType: type, shape: [2053],
        availability: .readable, location: .init(source: try access.open(path), offset: 1))
    }
  }

  private static func positions(_ axes: [TensorMatrix.Axis]) -> [Int] {
    axes.reduce([0]) { starts, axis in
      starts.flatMap { start in (0..<axis.length).map { start + $0 * axis.stride } }
    }
  }

  private static func axes(_ pairs: [(Int, Int)]) -> [TensorMatrix.Axis] {
    pairs.map { TensorMatrix.Axis(length: $0.0, stride: $0.1) }
  }

  @Test(
    "law: any block of any view, mapped or read, is the elements one by one",
    arguments: [ElementType.float64, .float32, .bfloat16, .uint8, .int16])
  func views(type: ElementType) throws {
    let period = type.bits == 8 || type == .bfloat16 ? 256 : 4096
    let views: [([(Int, Int)], [(Int, Int)])] = [
      ([(32, 64)], [(64, 1)]),  // a matrix
      ([(64, 1)], [(32, 64)]),  // its transpose
      ([(100, 20)], [(7, 1)]),  // some columns
      ([(7, 1)], [(100, 20)]),
      ([(8, 256)], [(16, 16), (9, 1)]),  // a convolution, reshaped
      ([(8, 256)], [(16, 9)]),  // one of its slices
      ([(16, 9)], [(8, 144), (9, 1)]),  // input channels as rows
      ([(4, 64), (4, 4)], [(4, 256), (4, 1)]),  // heads
      ([(3, 0), (5, 2)], [(6, 300)]),  // repeated rows
      ([(5, 2)], []), ([], [(5, 2)]), ([], []), ([(0, 1)], [(5, 2)]), ([(1, 9), (3, 1)], [(1, 5)]),
    ]
    var random = SplitMix(seed: 3)
    let sources = try Self.sources(type)
    for (rows, columns) in views {
      for offset in [0, 5] {
        let matrices = sources.map {
          TensorMatrix($0, offset: offset, rows: Self.axes(rows), columns: Self.axes(columns))
        }
        let (m, n) = (matrices[0].rows, matrices[0].columns)
        let (down, across) = (
          Self.positions(matrices[0].rowAxes), Self.positions(matrices[0].columnAxes)
        )
        for trial in 0..<20 {
          let r = trial == 0 ? 0..<m : Self.range(within: m, &random)
          let c = trial == 0 ? 0..<n : Self.range(within: n, &random)
          let wanted = r.flatMap { i in
            c.map { j in Double((offset + down[i] + across[j]) % period) }
          }
          let turned = c.flatMap { j in
            r.map { i in Double((offset + down[i] + across[j]) % period) }
          }
          for matrix in matrices {
            #expect(try matrix.block(r, c) == wanted, "\(rows) \(columns) \(r) \(c)")
            #expect(try matrix.transposed.block(c, r) == turned, "\(rows) \(columns) \(r) \(c)")
          }
        }
      }
    }
  }

  private static func range(within count: Int, _ random: inout SplitMix) -> Range<Int> {
    let a = Int.random(in: 0...count, using: &random)
    let b = Int.random(in: 0...count, using: &random)
    return min(a, b)..<max(a, b)
  }

  @Test("law: large transposes and sparse columns, mapped and read, agree")
  func large() throws {
    let (m, n) = (700, 900)
    let bytes = (0..<m * n).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8 & 0x3F)] }
    let folder = try TemporaryFolder()
    let path = folder.path + "/x.safetensors"
    try SafetensorsFile.write(
      [EncodedTensor(name: "a", elementType: .uint16, shape: [m, n], bytes: bytes)], to: path)
    let wanted = (0..<m * n).map { Double($0 & 0x3FFF) }
    for access in [FileAccess.mapped, .read] {
      var options = Checkpoint.Options()
      options.access = access
      let tensor = try #require(Checkpoint(opening: path, options: options).tensors.first)
      let matrix = TensorMatrix(tensor, rows: Self.axes([(m, n)]), columns: Self.axes([(n, 1)]))
      #expect(try matrix.block() == wanted)
      let turned = (0..<n).flatMap { j in (0..<m).map { wanted[$0 * n + j] } }
      #expect(try matrix.transposed.block() == turned)
      let narrow = (0..<m).flatMap { row in wanted[row * n + 3..<row * n + 5] }
      #expect(try matrix.block(0..<m, 3..<5) == narrow)
    }
  }

  @Test("hostile: a view that leaves its tensor")
  func outside() async {
    await #expect(processExitsWith: .failure) {
      let tensor = StoredTensor(
        name: "a", file: 0, typeName: "U8", elementType: .uint8, shape: [4],
        availability: .readable, location: .init(source: MemoryBytes([0, 0, 0, 0]), offset: 0))
      _ = TensorMatrix(
        tensor, rows: [.init(length: 3, stride: 2)], columns: [.init(length: 1, stride: 1)])
    }
  }

  @Test("hostile: a file that shrinks is truncated, mapped or read")
  func shrunk() throws {
    let folder = try TemporaryFolder()
    for access in [FileAccess.mapped, .read] {
      let path = folder.path + "/x.safetensors"
      try SafetensorsFile(tensors: ["a": NPYArray([1, 2, 3, 4])]).write(to: path)
      var options = Checkpoint.Options()
      options.access = access
      let tensor = try #require(Checkpoint(opening: path, options: options).tensors.first)
      #expect(try tensor.doubles() == [1, 2, 3, 4])
      try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 80)
      #expect(checkpointError { try tensor.doubles() }?.code == .truncated)
      #expect(checkpointError { try TensorDigest.sha256(of: tensor) }?.code == .truncated)
    }
  }
}
