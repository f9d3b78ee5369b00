import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct StreamedSpectrumTests {
  /// Spectra that are hard in one way each.
  enum Prescribed: CaseIterable {
    case flat, geometric, cluster, lowRank

    func values(_ count: Int) -> [Double] {
      (0..<count).map { index in
        let share = Double(index) / Double(count - 1)
        switch self {
        case .flat: return 1
        case .geometric: return pow(10, -14 * share)
        case .cluster: return index == 0 ? 1 : 0.3 + 1e-9 * (1 - share)
        case .lowRank: return index < 10 ? 1 - 0.05 * Double(index) : 0
        }
      }
    }
  }

  static let shapes = [(90, 90), (400, 60), (60, 400), (33, 20), (7, 7)]

  @Test("law: prescribed spectra, from the matrix itself", arguments: Prescribed.allCases, shapes)
  func direct(kind: Prescribed, shape: (Int, Int)) throws {
    let values = kind.values(min(shape.0, shape.1))
    let a = Matrix.prescribed(shape.0, shape.1, values: values, seed: 30)
    let found = try StreamedSpectrum(of: a, route: .direct)
    // The prescribed matrix is rounded itself, entry by entry.
    #expect(relativeDistance(found.singularValues, values) < 60 * .ulpOfOne)
    #expect(found.driver == .direct && found.isComplete && found.valuesBelowFloor == 0)
  }

  @Test("law: prescribed spectra, from the Gram matrix", arguments: Prescribed.allCases, shapes)
  func gram(kind: Prescribed, shape: (Int, Int)) throws {
    let values = kind.values(min(shape.0, shape.1))
    let a = Matrix.prescribed(shape.0, shape.1, values: values, seed: 31)
    let found = try StreamedSpectrum(of: a, route: .gram)
    #expect(found.driver == .gram && found.isComplete)
    // |λ - λ'| <= c eps λ₁; c of 30 was measured at 2048 rows.
    for (value, exact) in zip(found.singularValues, values) {
      #expect(abs(value * value - exact * exact) < 30 * .ulpOfOne)
    }
    // Zeros come back below the floor, and are counted.
    let below = found.singularValues.count { $0 < 1e-7 * found.singularValues[0] }
    #expect(found.valuesBelowFloor == below)
    if kind == .lowRank { #expect(below == values.count - min(10, values.count)) }
  }

  @Test("law: the worst relative errors of the specification's table")
  func errorTable() throws {
    let values = (0..<281).map { pow(10, -9 * Double($0) / 280) }
    let a = Matrix.prescribed(500, 281, values: values, seed: 32)
    let gram = try StreamedSpectrum(of: a, route: .gram).singularValues
    let direct = try StreamedSpectrum(of: a, route: .direct).singularValues
    // Measured there for other matrices; ten times as much here would be a fault of the routine.
    for (level, gramError, directError) in [
      (1e-3, 3e-12, 6e-15), (1e-5, 4e-8, 9e-13), (1e-6, 3e-6, 5e-12), (1e-7, 2e-4, 7e-11),
    ] {
      let kept = values.indices.filter { values[$0] >= level * (1 - 1e-9) }
      let worst = { (found: [Double]) in
        kept.map { abs(found[$0] / values[$0] - 1) }.max() ?? .infinity
      }
      #expect(worst(gram) < 10 * gramError, "\(level)")
      #expect(worst(direct) < 10 * max(directError, 1e-13), "\(level)")
    }
    // The direct route is needed: the other one fails its bound.
    #expect(abs(gram[280] / values[280] - 1) > 1e-3 && abs(direct[280] / values[280] - 1) < 1e-6)
  }

  @Test(
    "law: matrices of several blocks, and their transposes",
    arguments: [SpectrumRoute.gram, .direct])
  func blocks(route: SpectrumRoute) throws {
    // Blocks are at least 512 KiB for products and 32 MiB for triangular factors.
    let shape = route == .gram ? (2500, 57) : (90_000, 50)
    let values = (0..<shape.1).map { 3 / Double(1 + $0) }
    let a = Matrix.prescribed(shape.0, shape.1, values: values, seed: 33)
    for matrix in [a, a.transposed] {
      let found = try StreamedSpectrum(of: matrix, route: route)
      #expect(relativeDistance(found.singularValues, values) < 1e-12)
      #expect(abs(found.entries.frobeniusNorm / a.frobeniusNorm - 1) < 1e-13)
    }
  }

  @Test("law: entries near the ends of the range", arguments: [1e-300, 1e-30, 1e30, 1e300])
  func scales(scale: Double) throws {
    let a = Matrix<Double>.gaussian(60, 40, seed: 34)
    let unit = try StreamedSpectrum(of: a).singularValues.map { scale * $0 }
    for route in [SpectrumRoute.gram, .direct] {
      let found = try StreamedSpectrum(of: scale * a, route: route)
      #expect(relativeDistance(found.singularValues, unit) < 1e-13)
      #expect(abs(found.entries.frobeniusNorm / (scale * a.frobeniusNorm) - 1) < 1e-13)
    }
  }

  @Test("law: a wide range of entries in one matrix")
  func rangeOfEntries() throws {
    let a = Matrix.diagonal([1e200, 1, 1e-150])
    let found = try StreamedSpectrum(of: a, route: .direct).singularValues
    #expect(found[0] == 1e200 && found[1] == 1 && found[2] < 1e-140)
    #expect(try StreamedSpectrum(of: a, route: .gram).singularValues.first == 1e200)
  }

  @Test("hostile: nothing, zeros, one row", arguments: [SpectrumRoute.automatic, .gram, .direct])
  func degenerate(route: SpectrumRoute) throws {
    for (rows, columns) in [(0, 0), (0, 5), (5, 0)] {
      let empty = try StreamedSpectrum(
        of: Matrix<Double>(rows: rows, columns: columns), route: route)
      #expect(empty.singularValues.isEmpty && empty.isComplete && empty.entries.count == 0)
    }
    let zero = try StreamedSpectrum(of: Matrix<Double>(rows: 30, columns: 12), route: route)
    #expect(zero.singularValues == Array(repeating: 0, count: 12) && zero.entries.zeros == 360)
    let row = try StreamedSpectrum(of: Matrix<Double>([[3, 4]]), route: route)
    #expect(abs(row.singularValues[0] - 5) < 1e-15 && row.singularValues.count == 1)
  }

  @Test(
    "hostile: entries that are not finite", arguments: [SpectrumRoute.automatic, .gram, .direct])
  func nonFinite(route: SpectrumRoute) throws {
    for (rows, columns) in [(3000, 40), (40, 3000)] {
      var a = Matrix<Double>.gaussian(rows, columns, seed: 35)
      a[rows - 1, 3] = .nan
      a[rows - 2, columns - 1] = -.infinity
      let found = try StreamedSpectrum(of: a, route: route)
      #expect(found.singularValues.isEmpty && found.driver == nil && !found.isComplete)
      #expect(found.entries.notNumbers == 1 && found.entries.infinities == 1)
      #expect(found.entries.firstNonFinite == (rows - 2) * columns + columns - 1)
      #expect(found.entries.largest < 10 && found.entries.largest > 1)
    }
  }

  @Test("law: asks only where small values may matter, and falls back where they do")
  func fallback() throws {
    let asked = { (last: Double, answer: Bool) throws -> (StreamedSpectrum, [[Double]]) in
      let a = Matrix.prescribed(50, 30, values: geometric(29, last: 0.1) + [last], seed: 36)
      var lists: [[Double]] = []
      let found = try StreamedSpectrum(of: a) { _, lower, upper in
        lists = [lower, upper]
        return answer
      }
      return (found, lists)
    }
    let far = try asked(2e-4, true)
    #expect(far.1.isEmpty && far.0.driver == .gram)
    // Between the two floors the lists bracket the true value, and exact ones are the same in both.
    for last in [1e-6, 1e-5, 5e-5] {
      let near = try asked(last, false)
      #expect(near.0.driver == .gram && near.1[0][..<29] == near.1[1][..<29])
      #expect(near.1[0][29] < last && last < near.1[1][29])
      #expect(near.1[0][29] < near.0.singularValues[29])
      #expect(near.0.singularValues[29] < near.1[1][29])
    }
    #expect(try asked(1e-6, true).0.driver == .direct)
    // Below, they bracket what the value can be.
    let below = try asked(1e-12, false)
    #expect(below.0.driver == .gram && below.0.valuesBelowFloor == 1)
    #expect(below.1[0].last == 0 && below.1[1].last == 1e-7 * below.0.singularValues[0])
    #expect(below.1[0].dropLast() == below.1[1].dropLast())
    let exact = try asked(1e-12, true).0
    #expect(exact.driver == .direct && abs(exact.singularValues[29] / 1e-12 - 1) < 1e-2)
    // Never asked where the route is given.
    let a = Matrix<Double>(rows: 4, columns: 4)
    _ = try StreamedSpectrum(of: a, route: .gram) { _, _, _ in
      Issue.record("asked")
      return true
    }
  }

  @Test("law: what is known of the entries need not be measured")
  func known() throws {
    for scale in [1, 1e200] {
      let a = scale * Matrix<Double>.gaussian(300, 70, seed: 37)
      let measured = try StreamedSpectrum(of: a)
      let again = try StreamedSpectrum(of: a, knowing: measured.entries)
      #expect(again.singularValues == measured.singularValues && again.entries == measured.entries)
    }
  }

  @Test("law: the largest values where memory does not suffice")
  func subspace() throws {
    let values = (0..<300).map { pow(0.93, Double($0)) }
    let a = Matrix.prescribed(400, 300, values: values, seed: 38)
    let need = StreamedSpectrum.memory(rows: 400, columns: 300)
    #expect(need == 8 * 300 * 300 + 64 << 20 + 16 * 700)
    #expect(try StreamedSpectrum(of: a, memory: need).isComplete)
    let found = try StreamedSpectrum(of: a, memory: need - 1)
    #expect(found.driver == .subspace && !found.isComplete && found.singularValues.count == 64)
    #expect(relativeDistance(found.singularValues, Array(values.prefix(64))) < 1e-12)
    #expect((found.residual ?? .infinity) < 1e-6)
    #expect(abs(found.entries.frobeniusNorm / a.frobeniusNorm - 1) < 1e-13)
  }

  @Test("hostile: a matrix that cannot be read")
  func unreadable() {
    struct Broken: MatrixBlocks, Error {
      let rows = 10
      let columns = 10
      func read(
        rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
      ) throws { throw self }
    }
    for route in [SpectrumRoute.gram, .direct] {
      #expect(throws: Broken.self) { try StreamedSpectrum(of: Broken(), route: route) }
    }
  }
}

/// `count` values from 1 down to `last`, equal ratios.
private func geometric(_ count: Int, last: Double) -> [Double] {
  (0..<count).map { pow(last, Double($0) / Double(count - 1)) }
}
