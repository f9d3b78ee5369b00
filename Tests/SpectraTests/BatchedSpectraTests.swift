import Foundation
import Randomness
import Spectra
import Tensors
import Testing

private let seed = SeedPath(root: 2) / "batched-spectra-tests"

/// A batch of symmetric Gaussian matrices.
private func symmetric(count: Int, n: Int) -> MatrixBatch<Double> {
  var stream = RandomStream(seed / "symmetric" / n)
  var batch = MatrixBatch<Double>(
    count: count, rows: n, columns: n, from: .standardNormal, using: &stream)
  for index in 0..<count {
    let a = batch[index]
    batch[index] = a + a.transposed
  }
  return batch
}

private func gaussian(count: Int, rows: Int, columns: Int) -> MatrixBatch<Double> {
  var stream = RandomStream(seed / "gaussian" / rows / columns)
  return MatrixBatch(
    count: count, rows: rows, columns: columns, from: .standardNormal, using: &stream)
}

private func batch(_ matrices: [Matrix<Double>]) -> MatrixBatch<Double> {
  var batch = MatrixBatch<Double>(
    count: matrices.count, rows: matrices[0].rows, columns: matrices[0].columns)
  for (index, matrix) in matrices.enumerated() { batch[index] = matrix }
  return batch
}

private func row(_ values: Matrix<Double>, _ index: Int) -> [Double] {
  (0..<values.columns).map { values[index, $0] }
}

/// What a backward stable method may be wrong by: a small multiple of `n eps |A|`.
///
/// The worst seen at `n = 33` in thousands of matrices is `22 eps |A|`. A value that is off by 1e-12
/// of the norm fails.
private func tolerance(_ n: Int, norm: Double) -> Double {
  4 * Double(max(n, 4)) * .ulpOfOne * norm
}

private func differ(_ a: [Double], _ b: [Double], by tolerance: Double) -> Bool {
  a.count != b.count || zip(a, b).contains { !(abs($0 - $1) <= tolerance) }
}

@Suite struct BatchedEigenvalueTests {
  @Test(
    "oracle: LAPACK, every instruction set, whole and partial groups",
    arguments: [1, 2, 3, 5, 8, 16, 33, 64], LaneInstructions.allCases)
  func lapack(n: Int, instructions: LaneInstructions) throws {
    let batch = symmetric(count: 19, n: n)
    let values = try symmetricEigenvalues(ofEach: batch, using: instructions)
    for index in 0..<batch.count {
      let expected = try symmetricEigenvalues(of: batch[index])
      let norm = expected.map(abs).max() ?? 0
      #expect(!differ(row(values, index), expected, by: tolerance(n, norm: norm)))
    }
  }

  @Test("oracle: beyond the lanes' size LAPACK itself")
  func large() throws {
    let batch = symmetric(count: 2, n: 161)
    #expect(
      row(try symmetricEigenvalues(ofEach: batch), 1)
        == (try symmetricEigenvalues(of: batch[1].transposed)))
  }

  @Test("law: trace and Frobenius norm")
  func invariants() throws {
    let n = 33
    let batch = symmetric(count: 16, n: n)
    let values = try symmetricEigenvalues(ofEach: batch)
    for index in 0..<batch.count {
      let spectrum = row(values, index)
      #expect(spectrum == spectrum.sorted())
      let a = batch[index]
      let trace = (0..<n).reduce(0) { $0 + a[$1, $1] }
      let norm = a.frobeniusNorm
      #expect(abs(spectrum.reduce(0, +) - trace) < Double(n) * tolerance(n, norm: norm))
      let squares = spectrum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(squares - norm) < tolerance(n, norm: norm))
    }
  }

  @Test("law: a matrix's values do not depend on its lane, its neighbours or the batch's size")
  func independence() throws {
    let n = 12
    var matrices = (0..<33).map { symmetric(count: 33, n: n)[$0] }
    // Neighbours that need very different numbers of sweeps.
    matrices[3] = Matrix(rows: n, columns: n)
    matrices[4] = .identity(n)
    matrices[5] = matrices[5].map { $0 * 1e200 }
    let values = try symmetricEigenvalues(ofEach: batch(matrices))
    for size in 1...17 {
      let some = try symmetricEigenvalues(ofEach: batch(Array(matrices[..<size])))
      for index in 0..<size { #expect(row(some, index) == row(values, index)) }
    }
    let order = (0..<33).map { ($0 * 10 + 7) % 33 }
    let permuted = try symmetricEigenvalues(ofEach: batch(order.map { matrices[$0] }))
    for (place, index) in order.enumerated() {
      #expect(row(permuted, place) == row(values, index))
    }
  }

  @Test("oracle: matrices of known spectrum")
  func known() throws {
    let n = 24
    var matrices: [(Matrix<Double>, [Double])] = [
      (Matrix(rows: n, columns: n), Array(repeating: 0, count: n)),
      (.identity(n), Array(repeating: 1, count: n)),
      (.diagonal((0..<n).map { Double(($0 * 7) % n) }), (0..<n).map(Double.init)),
      (Matrix(rows: n, columns: n, repeating: 1), Array(repeating: 0, count: n - 1) + [Double(n)]),
    ]
    // The second difference, 2 - 2 cos(kπ/(n+1)), and two such blocks with nothing between them.
    func difference(_ n: Int) -> [Double] {
      (1...n).map { 2 - 2 * cos(Double($0) * .pi / Double(n + 1)) }
    }
    var whole = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      whole[i, i] = 2
      if i > 0 { (whole[i, i - 1], whole[i - 1, i]) = (-1, -1) }
    }
    matrices.append((whole, difference(n)))
    var split = whole
    (split[n / 2, n / 2 - 1], split[n / 2 - 1, n / 2]) = (0, 0)
    matrices.append((split, (difference(n / 2) + difference(n / 2)).sorted()))
    let values = try symmetricEigenvalues(ofEach: batch(matrices.map(\.0)))
    for (index, (_, expected)) in matrices.enumerated() {
      let norm = expected.map(abs).max() ?? 0
      #expect(!differ(row(values, index), expected, by: tolerance(n, norm: norm)))
      // The companion: a value moved by 1e-12 of the norm is found.
      let wrong = expected.map { $0 + 1e-12 * norm }
      #expect(norm == 0 || differ(row(values, index), wrong, by: tolerance(n, norm: norm)))
    }
  }

  @Test("hostile: graded, huge and tiny matrices", arguments: [1e150, 1e-150, 1e300, 1e-300])
  func extremes(scale: Double) throws {
    let n = 10
    let base = symmetric(count: 1, n: n)[0]
    let graded = Matrix<Double>(rows: n, columns: n) { target in
      for i in 0..<n {
        for j in 0..<n { target[i * n + j] = base[i, j] * pow(10, -Double(i + j)) }
      }
    }
    for matrix in [base, graded] {
      let expected = try symmetricEigenvalues(of: matrix)
      let values = try symmetricEigenvalues(ofEach: batch([matrix.map { $0 * scale }]))
      let norm = expected.map(abs).max() ?? 0
      #expect(
        !differ(row(values, 0), expected.map { $0 * scale }, by: tolerance(n, norm: norm * scale)))
    }
  }

  @Test(
    "hostile: a non-finite element is reported with its matrix",
    arguments: [.nan, Double.infinity])
  func nonFinite(_ value: Double) {
    var batch = symmetric(count: 20, n: 5)
    var bad = batch[17]
    bad[2, 3] = value
    batch[17] = bad
    let error = #expect(throws: DecompositionError.self) {
      try symmetricEigenvalues(ofEach: batch)
    }
    #expect(error == DecompositionError(.nonFiniteInput(row: 2, column: 3), matrix: 17))
    #expect(error?.description.contains("Matrix 17") == true)
  }

  @Test("hostile: no matrices, no rows")
  func empty() throws {
    #expect(try symmetricEigenvalues(ofEach: symmetric(count: 0, n: 4)).rows == 0)
    #expect(
      try symmetricEigenvalues(ofEach: MatrixBatch(count: 3, rows: 0, columns: 0)).columns == 0)
    #expect(try singularValues(ofEach: MatrixBatch(count: 3, rows: 4, columns: 0)).columns == 0)
  }
}

@Suite struct BatchedSingularValueTests {
  @Test(
    "oracle: LAPACK, square, tall and wide, every instruction set",
    arguments: [(1, 1), (2, 2), (5, 3), (3, 5), (16, 16), (32, 32), (40, 9), (64, 1)],
    LaneInstructions.allCases)
  func lapack(shape: (Int, Int), instructions: LaneInstructions) throws {
    let batch = gaussian(count: 11, rows: shape.0, columns: shape.1)
    let values = try singularValues(ofEach: batch, using: instructions)
    for index in 0..<batch.count {
      let expected = try singularValues(of: batch[index], route: .direct).values
      let allowed = tolerance(max(shape.0, shape.1), norm: expected[0])
      #expect(!differ(row(values, index), expected, by: allowed))
    }
  }

  @Test("oracle: LAPACK on products of 16 factors, whose values span twelve decades")
  func products() throws {
    let n = 32
    var stream = RandomStream(seed / "products")
    var product = MatrixBatch<Double>(
      count: 17, rows: n, columns: n, from: .standardNormal, using: &stream)
    for _ in 1..<16 {
      product = product.times(
        MatrixBatch(count: 17, rows: n, columns: n, from: .standardNormal, using: &stream))
    }
    let values = try singularValues(ofEach: product)
    for index in 0..<product.count {
      let expected = try singularValues(of: product[index], route: .direct).values
      #expect(!differ(row(values, index), expected, by: tolerance(n, norm: expected[0])))
      #expect(
        abs(
          RankMeasures.spectralEntropy(row(values, index)) - RankMeasures.spectralEntropy(expected))
          < 1e-12)
    }
  }

  @Test("law: descending, not negative, Frobenius norm, and the same for the transpose")
  func laws() throws {
    let batch = gaussian(count: 5, rows: 20, columns: 13)
    let values = try singularValues(ofEach: batch)
    let transposed = MatrixBatch<Double>(count: 5, rows: 13, columns: 20) { target in
      for index in 0..<5 {
        for (i, element) in batch[index].transposed.elements.enumerated() {
          target[index * 260 + i] = element
        }
      }
    }
    #expect(try singularValues(ofEach: transposed) == values)
    for index in 0..<5 {
      let spectrum = row(values, index)
      #expect(spectrum == spectrum.sorted(by: >) && spectrum.allSatisfy { $0 >= 0 })
      let norm = batch[index].frobeniusNorm
      let squares = spectrum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(squares - norm) < tolerance(20, norm: norm))
    }
  }

  @Test("law: a matrix's values do not depend on its lane, its neighbours or the batch's size")
  func independence() throws {
    let all = gaussian(count: 17, rows: 9, columns: 7)
    let matrices = (0..<17).map { $0 == 4 ? Matrix(rows: 9, columns: 7) : all[$0] }
    let values = try singularValues(ofEach: batch(matrices))
    for size in 1...17 {
      let some = try singularValues(ofEach: batch(matrices[..<size].reversed()))
      for index in 0..<size { #expect(row(some, size - 1 - index) == row(values, index)) }
    }
  }

  @Test("oracle: zero, identity, diagonal, rank one, and scales near the ends of the range")
  func known() throws {
    let n = 9
    let ones = Matrix<Double>(rows: n, columns: n, repeating: 1)
    let cases: [(Matrix<Double>, [Double])] = [
      (ones.map { _ in 0 }, Array(repeating: 0, count: n)),
      (.identity(n), Array(repeating: 1, count: n)),
      (.diagonal((0..<n).map { -Double($0) }), (0..<n).reversed().map(Double.init)),
      (ones, [Double(n)] + Array(repeating: 0, count: n - 1)),
      (ones.map { $0 * 1e-300 }, [Double(n) * 1e-300] + Array(repeating: 0, count: n - 1)),
      (ones.map { $0 * 1e300 }, [Double(n) * 1e300] + Array(repeating: 0, count: n - 1)),
    ]
    let values = try singularValues(ofEach: batch(cases.map(\.0)))
    for (index, (_, expected)) in cases.enumerated() {
      #expect(!differ(row(values, index), expected, by: tolerance(n, norm: expected[0])))
    }
  }

  @Test("hostile: a non-finite element is reported with its matrix")
  func nonFinite() {
    var batch = gaussian(count: 9, rows: 3, columns: 3)
    var bad = batch[8]
    bad[2, 0] = .nan
    batch[8] = bad
    #expect(throws: DecompositionError(.nonFiniteInput(row: 2, column: 0), matrix: 8)) {
      try singularValues(ofEach: batch)
    }
  }
}
