import Auditing
import Randomness
import Spectra
import Tensors
import Testing

@Suite("Permutation null")
struct PermutationNullTests {
  private let matrix = Matrix(
    rows: 300, columns: 500, elements: (0..<150_000).map { Double($0) })
  private let path = SeedPath.audit(.null, of: .init(name: "a/b", view: "matrix"), seed: 4)

  private func entries(_ blocks: any MatrixBlocks) throws -> [Double] {
    try [Double](unsafeUninitializedCapacity: blocks.rows * blocks.columns) { buffer, count in
      count = blocks.rows * blocks.columns
      try blocks.read(rows: 0..<blocks.rows, columns: 0..<blocks.columns, into: buffer)
    }
  }

  private func singularValues(
    of matrix: Matrix<Double>, precision: PermutationNull.Precision
  ) throws -> [Double] {
    let null = try PermutationNull.matrix(permuting: matrix, precision: precision, path: path)
    return try StreamedSpectrum(of: null).singularValues
  }

  @Test("law: the same entries at other places, the same for both precisions and every window")
  func permutation() throws {
    let single = try PermutationNull.matrix(permuting: matrix, precision: .single, path: path)
    let double = try PermutationNull.matrix(permuting: matrix, precision: .double, path: path)
    let found = try entries(double)
    #expect(found.sorted() == (0..<150_000).map(Double.init))
    #expect(found != (0..<150_000).map(Double.init))
    #expect(try entries(single) == found)
    let window = try [Double](unsafeUninitializedCapacity: 6) { buffer, count in
      try single.read(rows: 7..<9, columns: 11..<14, into: buffer)
      count = 6
    }
    #expect(window == [3511, 3512, 3513, 4011, 4012, 4013].map { found[$0] })
  }

  @Test("law: a matrix that is read column panel by column panel")
  func wide() throws {
    let wide = Matrix(rows: 2, columns: 200_000, elements: (0..<400_000).map { Double($0) })
    let null = try PermutationNull.matrix(permuting: wide, precision: .double, path: path)
    #expect(try entries(null).sorted() == (0..<400_000).map(Double.init))
  }

  @Test("law: the largest singular value of a spike falls, the Frobenius norm stays")
  func spectrum() throws {
    let elements = (0..<2400).map { place -> Double in
      let (row, column) = place.quotientAndRemainder(dividingBy: 40)
      return Double((row + 1) * (column + 1))
    }
    let spike = Matrix(rows: 60, columns: 40, elements: elements)
    let null = try singularValues(of: spike, precision: .single)
    let norm: Double = elements.reduce(0) { $0 + $1 * $1 }
    let squares: Double = null.reduce(0) { $0 + $1 * $1 }
    // The sum of 40 squares, each to about 40 ulp of the largest.
    #expect(abs(squares / norm - 1) < 1e-12)
    #expect(null[0] < 0.95 * norm.squareRoot())
    #expect(try singularValues(of: spike, precision: .double) == null)
  }

  @Test("hostile: different matrices never share a path")
  func paths() {
    let names = [
      ("a/b", "matrix", ""), ("a", "b/matrix", ""), ("a%2Fb", "matrix", ""), ("a%", "matrix", ""),
      ("a", "matrix", "%"), ("a", "matrix", ""), ("", "matrix", ""), ("a", "%2Fmatrix", ""),
    ]
    let paths = names.map { name, view, part in
      SeedPath.audit(.null, of: .init(name: name, view: view, part: part), seed: 0)
    }
    #expect(Set(paths).count == names.count)
    #expect(paths[0].description == "0/audit/null/a%2Fb/matrix/%")
    #expect(
      SeedPath.audit(.alpha, of: .init(name: "a/b", view: "matrix"), seed: 0) != paths[0])
  }
}
