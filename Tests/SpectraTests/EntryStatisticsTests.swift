import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct EntryStatisticsTests {
  @Test("oracle: sums by hand")
  func byHand() throws {
    let a = Matrix<Double>([[3, 0, -4], [0, 0, 12]])
    for (matrix, row, column) in [
      (a, 12.0, 160.0.squareRoot()), (a.transposed, 160.0.squareRoot(), 12.0),
    ] {
      let found = try EntryStatistics(of: matrix)
      #expect(found.count == 6 && found.zeros == 3 && found.isFinite)
      #expect(found.notNumbers == 0 && found.infinities == 0 && found.firstNonFinite == nil)
      #expect(found.largest == 12 && abs(found.meanMagnitude - 19.0 / 6) < 1e-15)
      #expect(abs(found.frobeniusNorm - 13) < 1e-14)
      #expect(abs(found.largestRowNorm - row) < 1e-14)
      #expect(abs(found.largestColumnNorm - column) < 1e-14)
    }
  }

  @Test("law: norms of every width, beside loops", arguments: [1, 7, 8, 9, 31, 384])
  func widths(columns: Int) throws {
    for (rows, columns) in [(900, columns), (columns, 900)] {
      var a = Matrix<Double>.gaussian(rows, columns, seed: 40)
      a[rows / 2, 0] = 0
      a[rows - 1, columns - 1] = -0.0
      let found = try EntryStatistics(of: a)
      #expect(found.zeros == 2)
      #expect(abs(found.frobeniusNorm / a.frobeniusNorm - 1) < 1e-13)
      #expect(abs(found.largestRowNorm / (a.rowNorms.max() ?? 0) - 1) < 1e-13)
      #expect(abs(found.largestColumnNorm / (a.transposed.rowNorms.max() ?? 0) - 1) < 1e-13)
      let sum = a.elements.reduce(0) { $0 + $1.magnitude }
      #expect(abs(found.meanMagnitude * Double(rows * columns) / sum - 1) < 1e-12)
    }
  }

  @Test("law: squares beyond the range of numbers", arguments: [0x1p-1030, 1e-200, 1e200, 1e307])
  func scales(scale: Double) throws {
    let found = try EntryStatistics(of: Matrix<Double>([[3 * scale, 0], [0, 4 * scale]]))
    // Subnormal numbers have 1e-14 of their own.
    #expect(abs(found.frobeniusNorm / scale - 5) < 1e-12)
    #expect(abs(found.meanMagnitude / scale - 1.75) < 1e-12)
  }

  @Test("law: sums are over what is finite")
  func nonFinite() throws {
    let a = Matrix<Double>([[1, .nan, 2], [.infinity, 2, -.infinity], [0, 4, .nan]])
    let found = try EntryStatistics(of: a)
    #expect(found.notNumbers == 2 && found.infinities == 2 && found.zeros == 1)
    #expect(found.firstNonFinite == 1 && !found.isFinite)
    #expect(found.frobeniusNorm == 5 && found.largest == 4 && found.meanMagnitude == 9.0 / 5)
    #expect(!found.fitsBFloat16 && !found.fitsFloat16)
    #expect(try EntryStatistics(of: a.transposed).firstNonFinite == 1)
  }

  @Test("oracle: exact in 16 bits, value by value")
  func sixteenBits() throws {
    let fits = { (value: Double) throws -> [Bool] in
      let found = try EntryStatistics(of: Matrix<Double>([[value, -1, 0]]))
      return [found.fitsBFloat16, found.fitsFloat16]
    }
    for (value, both) in [
      (1.0, [true, true]), (-1.9921875, [true, true]), (1.99609375, [false, true]),
      (1.9990234375, [false, true]), (1.99951171875, [false, false]), (0.1, [false, false]),
      (65504, [false, true]), (65280, [true, true]), (65536, [true, false]),
      // The smallest numbers: 2^-24 and 2^-133.
      (0x1p-24, [true, true]), (0x1p-25, [true, false]), (0x1.8p-24, [true, false]),
      (0x1.8p-23, [true, true]), (0x1p-133, [true, false]), (0x1.8p-133, [false, false]),
      (0x1.8p-132, [true, false]), (0x1p-134, [false, false]), (0x1.fep127, [true, false]),
      (0x1p128, [false, false]),
    ] { #expect(try fits(value) == both, "\(value)") }
  }

  @Test("law: all numbers of 16 bits fit")
  func allOfThem() throws {
    let halves = (UInt16(0)..<0x7c00).map { Double(Float16(bitPattern: $0)) }
    #expect(try EntryStatistics(of: Matrix<Double>([halves])).fitsFloat16)
    let brains = (UInt32(0)..<0x7f80).map { Double(Float(bitPattern: $0 << 16)) }
    #expect(try EntryStatistics(of: Matrix<Double>([brains])).fitsBFloat16)
  }
}
