import Auditing
import Randomness
import Spectra
import Tensors
import Testing

@Suite("Laws of metrics")
struct MetricLawsTests {
  private static func options(_ change: (inout AuditOptions) -> Void = { _ in }) -> AuditOptions {
    var options = AuditOptions()
    options.compressionRanks = [1, 2, 64]
    options.alphaMinimumTail = 10
    change(&options)
    return options
  }

  private func values(
    _ singularValues: [Double], rows: Int, columns: Int, entries: EntryStatistics? = nil,
    isComplete: Bool = true, norm: Double? = nil, nulls: [[Double]] = []
  ) throws -> MetricValues {
    let squares = singularValues.reduce(0) { $0 + $1 * $1 }
    let matrix = MeasuredMatrix(
      rows: rows, columns: columns, entries: entries, singularValues: singularValues,
      isComplete: isComplete, frobeniusNorm: norm ?? squares.squareRoot(), storageFloor: 0,
      nulls: nulls.map { NullSpectrum(singularValues: $0) })
    return try MetricSelection(Self.options { $0.nullReplicates = nulls.count }).values(of: matrix)
  }

  private func gaussian(_ rows: Int, _ columns: Int, _ name: String) -> Matrix<Double> {
    var stream = RandomStream(SeedPath(root: 11) / "metric-laws" / name)
    return Matrix(
      rows: rows, columns: columns,
      elements: stream.values(rows * columns, from: .standardNormal))
  }

  /// Metrics that the unit of the entries changes; all others claim that it does not.
  private static let scaled: Set = [
    "storage_floor", "sigma_min", "spectral_norm", "frobenius_norm", "nuclear_norm", "mp_sigma",
    "mp_edge", "mp_edge_lower", "mp_edge_sigma", "tw_threshold", "mp_spikes", "mp_sigma_trimmed",
    "mp_edge_trimmed", "alpha_xmin", "log10_spectral_norm", "log10_frobenius_norm", "fro_check",
  ]

  @Test(
    "law: pure numbers do not depend on scale, norms are homogeneous",
    arguments: [0x1p-300, 3.7, 0x1p300])
  func scale(factor: Double) throws {
    let spectrum = try singularValues(of: gaussian(40, 30, "scale")).values
    let before = try values(spectrum, rows: 40, columns: 30)
    let after = try values(spectrum.map { $0 * factor }, rows: 40, columns: 30, norm: 1)
    for (name, value) in before where !Self.scaled.contains(name) && !name.hasPrefix("schatten") {
      guard let a = value.double, let b = after[name]?.double else {
        #expect(value == after[name], "\(name)")
        continue
      }
      // A few hundred roundings of one ulp each in the factor and in the sums.
      #expect(abs(a - b) <= 1e-12 * abs(a), "\(name) \(a) \(b)")
    }
    for name in ["spectral_norm", "nuclear_norm", "schatten_p@0.5", "mp_sigma", "sigma_min"] {
      let ratio = (after[name]?.double ?? 0) / (before[name]?.double ?? 1)
      #expect(abs(ratio / factor - 1) < 1e-12, "\(name)")
    }
  }

  @Test("law: every metric of A is that of its transpose and of Q A")
  func invariance() throws {
    let a = gaussian(40, 30, "invariance")
    let q = try QRDecomposition(gaussian(40, 40, "rotation")).q
    let spectra = try [a, a.transposed, q.times(a)].map { try singularValues(of: $0).values }
    let whole = try values(spectra[0], rows: 40, columns: 30)
    for other in [
      try values(spectra[1], rows: 30, columns: 40), try values(spectra[2], rows: 40, columns: 30),
    ] {
      for (name, value) in whole where name != "fro_check" {
        guard let a = value.double, let b = other[name]?.double else {
          #expect((value.double == nil) == (other[name]?.double == nil), "\(name)")
          continue
        }
        // Singular values of two decompositions differ by max(m, n) ulp of the largest; the smallest
        // is a tenth of it, and a fitted exponent takes logarithms of squares.
        #expect(abs(a - b) <= 1e-10 * max(1, abs(a)), "\(name) \(a) \(b)")
      }
    }
  }

  @Test("law: ranks lie between 1 and q, entropies between 0 and ln q, shares between 0 and 1")
  func ranges() throws {
    for (i, exponent) in [0.0, 0.1, 0.5, 1, 2, 6].enumerated() {
      let spectrum = (1...25).map { 1 / Double($0 * $0 * $0).squareRoot() }.map {
        exponent == 0 ? 1 : $0 / (1 + Double(i)) * exponent
      }
      let found = try values(spectrum, rows: 25, columns: 70)
      for name in ["effective_rank", "effective_rank_sq", "stable_rank", "participation_ratio"] {
        let value = found[name]?.double ?? 0
        #expect(value >= 1 - 1e-12 && value <= 25 + 1e-12, "\(name) \(value)")
      }
      for name in ["spectral_entropy_norm", "rel_error@1", "rel_error@2", "mp_soft_rank"] {
        let value = found[name]?.double ?? 0
        #expect(value >= 0 && value <= 1, "\(name) \(value)")
      }
      // Rényi: participation ≤ exp of the entropy of squares ≤ exp of the entropy of values.
      let chain = ["participation_ratio", "effective_rank_sq", "effective_rank"].map {
        found[$0]?.double ?? 0
      }
      #expect(chain[0] <= chain[1] + 1e-12 && chain[1] <= chain[2] + 1e-12)
    }
  }

  @Test("hostile: the zero matrix has norms, entropies and ranks 0, and no ratios")
  func zero() throws {
    let found = try values(Array(repeating: 0, count: 12), rows: 12, columns: 20)
    for name in [
      "spectral_entropy", "effective_rank", "effective_rank_sq", "stable_rank",
      "participation_ratio", "rank@1e-2", "rank@eps64", "rank@storage", "rank_share@0.01",
      "energy_rank_90", "spectral_norm", "frobenius_norm", "nuclear_norm", "schatten_p@0.5",
      "schatten_p_sum@2/3", "sigma_min", "gd_rank",
    ] { #expect(found[name]?.double == 0, "\(name)") }
    for name in [
      "condition_number", "spectral_entropy_norm", "rel_error@1", "log10_spectral_norm", "alpha",
      "mp_sigma", "mp_soft_rank", "fro_check",
    ] { #expect(found[name] == .undefined("zeroMatrix"), "\(name)") }
    #expect(found["compress_ratio@1"]?.double == 32.0 / 240)
  }

  @Test("hostile: one value, one entry; none")
  func single() throws {
    let found = try values([3], rows: 1, columns: 1)
    for name in [
      "effective_rank", "stable_rank", "rank@eps64", "energy_rank_99", "condition_number",
    ] {
      #expect(found[name]?.double == 1, "\(name)")
    }
    #expect(found["spectral_entropy"]?.double == 0)
    #expect(found["spectral_entropy_norm"] == .undefined("rankBelow2"))
    #expect(found["rel_error@64"]?.double == 0)
    let empty = try values([], rows: 0, columns: 5)
    #expect(empty["stable_rank"] == .undefined("empty"))
    #expect(empty["compress_ratio@1"] == .undefined("empty"))
    var entries = EntryStatistics()
    entries.count = 6
    entries.notNumbers = 2
    let broken = try values([], rows: 2, columns: 3, entries: entries)
    #expect(broken["stable_rank"] == .undefined("nonfinite"))
    #expect(broken["mean_abs"] == .undefined("nonfinite"))
    #expect(broken["n_nan"] == .count(2))
  }

  @Test("law: of the largest values alone, what they decide is as of all, the rest is undefined")
  func leading() throws {
    let spectrum = try singularValues(of: gaussian(200, 150, "top")).values.enumerated().map {
      $0.element / Double($0.offset + 1)
    }
    let norm = spectrum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let all = try values(spectrum, rows: 200, columns: 150)
    let top = try values(
      Array(spectrum.prefix(100)), rows: 200, columns: 150, isComplete: false, norm: norm)
    for name in [
      "stable_rank", "spectral_norm", "frobenius_norm", "rank@1e-2", "energy_rank_90",
      "rel_error@2", "log10_spectral_norm",
    ] {
      let (a, b) = (all[name]?.double ?? 0, top[name]?.double ?? -1)
      // 1 - Σ/‖A‖² loses the digits of the sum: 1e-16 over the square of the error, 0.1.
      #expect(abs(a - b) < 1e-12 * abs(a), "\(name) \(a) \(b)")
    }
    for name in [
      "rank@eps64", "spectral_entropy", "nuclear_norm", "mp_sigma", "alpha", "sigma_min",
    ] {
      #expect(top[name] == .undefined("topK"), "\(name)")
    }
  }

  @Test("law: numbers that a Double cannot hold are undefined, never infinite")
  func overflow() throws {
    let found = try values((0..<20).map { 1e200 * Double(20 - $0) }, rows: 20, columns: 20, norm: 1)
    #expect(found["mp_edge"] == .undefined("outOfRange"))
    #expect(found["alpha_xmin"] == .undefined("outOfRange"))
    #expect(found.values.allSatisfy { $0.double?.isFinite ?? true })
  }

  @Test("oracle: columns of the null model by hand")
  func null() throws {
    let observed = [5.0, 2, 1]
    let found = try values(
      observed, rows: 3, columns: 3, nulls: [[3, 2, 2], [4, 2, 1], [2, 2, 2]])
    #expect(found["null_spectral_norm"] == .number(3))
    #expect(found["null_spectral_norm_sd"] == .number(1))
    #expect(found["null_spectral_norm_z"] == .number(2))
    #expect(found["null_spectral_norm_rank"] == .count(0))
    #expect(found["null_num_above"] == .count(1))
    #expect(found["null_nuclear_norm_rank"] == .count(0))
    let flat = try values(observed, rows: 3, columns: 3, nulls: [[3, 2, 2], [3, 2, 2]])
    #expect(flat["null_spectral_norm_z"] == .undefined("noSpread"))
  }

  @Test("oracle: the storage floor of the specification")
  func storageFloor() {
    var entries = EntryStatistics()
    entries.largestRowNorm = 3
    entries.largestColumnNorm = 5
    let bfloat = MeasuredMatrix.storageFloor(
      of: entries, epsilon: 0x1p-7, largest: 9, rows: 4, columns: 7)
    #expect(abs(bfloat - 8 / 128 / 3.4641016151377544) < 1e-16)
    let double = MeasuredMatrix.storageFloor(
      of: entries, epsilon: 0x1p-60, largest: 9, rows: 4, columns: 7)
    #expect(double == 63 * 0x1p-52)
  }

  @Test("law: notes name the reason of every undefined value, a whole group at once")
  func notes() throws {
    var options = Self.options()
    options.metrics = ["alpha", "mp", "condition_number", "stable_rank"]
    let selection = try MetricSelection(options)
    let matrix = MeasuredMatrix(
      rows: 4, columns: 4, entries: nil, singularValues: [1, 0.5, 0, 0], frobeniusNorm: 1,
      storageFloor: nil)
    let notes = selection.notes(on: selection.values(of: matrix), of: matrix)
    #expect(notes.contains("alpha: tooFewValues"))
    #expect(notes.contains("condition_number: singular"))
    #expect(notes.contains("smallMatrix"))
    #expect(!notes.contains { $0.contains("notRequested") })
  }
}
