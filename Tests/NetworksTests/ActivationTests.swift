import Foundation
import Networks
import Tensors
import Testing

@Suite struct ActivationTests {
  /// Values of mpmath with 40 digits, at -30, -5, -1, -1/4, 1/4, 1, 5.
  static let points = [-30, -5, -1, -0.25, 0.25, 1, 5]
  static let oracle: [(Activation, [Double])] = [
    (.linear, points),
    (.relu, [0, 0, 0, 0, 0.25, 1, 5]),
    (.leakyReLU(slope: 0.125), [-3.75, -0.625, -0.125, -0.03125, 0.25, 1, 5]),
    (
      .tanh,
      [
        -1, -0.999_909_204_262_595_131_21, -0.761_594_155_955_764_888_12,
        -0.244_918_662_403_709_129_28, 0.244_918_662_403_709_129_28,
        0.761_594_155_955_764_888_12, 0.999_909_204_262_595_131_21,
      ]
    ),
    (
      .gelu,
      [
        -1.472_014_178_144_456_117_9e-196, -1.433_257_859_395_969_558_4e-6,
        -0.158_655_253_931_457_051_41, -0.100_323_418_579_269_068_94,
        0.149_676_581_420_730_931_06, 0.841_344_746_068_542_948_59, 4.999_998_566_742_140_604,
      ]
    ),
    (
      .selu,
      [
        -1.758_099_340_847_212_343_6, -1.746_253_360_669_620_139_3,
        -1.111_330_737_812_562_761_8, -0.388_890_197_478_119_026_13,
        0.262_675_246_838_870_123_35, 1.050_700_987_355_480_493_4, 5.253_504_936_777_402_467_1,
      ]
    ),
    (
      .silu,
      [
        -2.807_286_890_651_789_686_2e-12, -0.033_464_254_621_424_277_797,
        -0.268_941_421_369_995_120_75, -0.109_455_874_778_550_473_99,
        0.140_544_125_221_449_526_01, 0.731_058_578_630_004_879_25, 4.966_535_745_378_575_722_2,
      ]
    ),
    (
      .sine(omega: 1),
      [
        0.988_031_624_092_861_789_99, 0.958_924_274_663_138_468_89,
        -0.841_470_984_807_896_506_65, -0.247_403_959_254_522_929_6,
        0.247_403_959_254_522_929_6, 0.841_470_984_807_896_506_65, -0.958_924_274_663_138_468_89,
      ]
    ),
  ]

  @Test(
    "oracle: 40-digit values, every instruction set", arguments: oracle, InstructionSet.allCases)
  func values(_ oracle: (activation: Activation, expected: [Double]), set: InstructionSet) {
    let got = apply(oracle.activation, to: Self.points, set: set)
    let single = apply(oracle.activation, to: Self.points.map(Float.init), set: set)
    for (i, expected) in oracle.expected.enumerated() {
      // A few roundings around a function within 1.5 ulp. The argument of GELU's erfc is rounded as
      // well, which its derivative magnifies by up to x² (900 at -30, 25 at -5).
      let x = Self.points[i]
      let ulps = oracle.activation == .gelu && x < 0 ? 4 + x * x : 4
      #expect(abs(got[i] - expected) <= ulps * expected.ulp, "at \(x)")
      // Float has no value below 1e-45 for GELU at -30.
      let tolerance = Float(ulps) * Float(expected).ulp + Float.leastNormalMagnitude
      #expect(abs(single[i] - Float(expected)) <= tolerance, "Float at \(x)")
    }
  }

  @Test(
    "law: a value's result does not depend on its place", arguments: oracle.map(\.0),
    InstructionSet.allCases)
  func places(_ activation: Activation, set: InstructionSet) {
    let inputs = (0..<40).map { Double($0) * 0.3 - 6 }
    let whole = apply(activation, to: inputs, set: set)
    let single = apply(activation, to: inputs.map(Float.init), set: set)
    for count in 0...inputs.count {
      let part = Array(inputs.suffix(count))
      #expect(apply(activation, to: part, set: set) == Array(whole.suffix(count)))
      #expect(
        apply(activation, to: part.map(Float.init), set: set) == Array(single.suffix(count)))
    }
  }

  @Test("law: omega and slope are used")
  func parameters() {
    #expect(abs(apply(.sine(omega: 2), to: [0.5])[0] - 0.841_470_984_807_896_5) < 1e-15)
    #expect(apply(.leakyReLU(), to: [-2.0])[0] == -0.02)
  }

  @Test("hostile: NaN stays NaN, infinity has its limit", arguments: oracle.map(\.0))
  func nonFinite(_ activation: Activation) {
    let got = apply(activation, to: [Double.nan, 1, .infinity])
    #expect(got[0].isNaN && got[1].isFinite)
    switch activation {
    case .tanh: #expect(got[2] == 1)
    case .sine: #expect(got[2].isNaN)
    default: #expect(got[2] == .infinity)
    }
    #expect(apply(activation, to: [Float.nan, 1])[0].isNaN)
  }

  @Test("law: an activation survives coding", arguments: oracle.map(\.0))
  func coding(_ activation: Activation) throws {
    let data = try JSONEncoder().encode([activation])
    #expect(try JSONDecoder().decode([Activation].self, from: data) == [activation])
  }

  private func apply<Scalar: MatrixScalar>(
    _ activation: Activation, to values: [Scalar], set: InstructionSet = .avx512
  ) -> [Scalar] {
    var values = values
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      activation.apply(from: base, into: base, count: buffer.count, atMost: set)
    }
    return values
  }
}
