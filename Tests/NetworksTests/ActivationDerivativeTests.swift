import Networks
import Tensors
import Testing
import _TestSupport

@Suite struct ActivationDerivativeTests {
  static let activations: [(name: String, activation: Activation)] = [
    ("linear", .linear), ("relu", .relu), ("leakyReLU", .leakyReLU(slope: 0.125)),
    ("tanh", .tanh), ("gelu", .gelu), ("selu", .selu), ("silu", .silu),
    ("sine", .sine(omega: 2.5)),
  ]

  @Test(
    "oracle: PyTorch's derivatives, every instruction set", arguments: activations,
    InstructionSet.allCases)
  func values(_ entry: (name: String, activation: Activation), set: InstructionSet) throws {
    let fixture = try LayerFixture.load()
    let expected = try #require(fixture.derivatives[entry.name])
    // A handful of roundings of terms of size 3 at most, on either side.
    let double = slopes(entry.activation, at: fixture.points, set)
    #expect(distance(double, expected) <= 16 * Double.ulpOfOne)
    // The points are Floats, so only our own roundings differ.
    let single = slopes(entry.activation, at: fixture.points.map(Float.init), set)
    #expect(distance(single, expected) <= 16 * Double(Float.ulpOfOne))
  }

  @Test("law: the derivative of the function beside it", arguments: activations)
  func differences(_ entry: (name: String, activation: Activation)) {
    let points = (0..<41).map { Double($0) * 0.2 - 4.05 }
    let at = Matrix(rows: 1, columns: points.count, elements: points)
    let expected = finiteDifferences(at: at, step: 1e-3) { moved in
      changed(moved.elements) {
        entry.activation.apply(from: $0, into: $0, count: points.count)
      }.reduce(0, +)
    }
    // Truncation is 4 h⁴ f⁽⁵⁾/120·…, below 1e-10 for the fifth derivative 2.5⁵ of the sine; rounding
    // of a sum of size 100 over the step 1e-12.
    #expect(distance(slopes(entry.activation, at: points), expected.elements) < 1e-9)
  }

  @Test("law: the left tails keep their relative accuracy")
  func tails() {
    // Φ + zφ at -9, mpmath with 40 digits; σ(1 + zσ(-z)) and λαeᶻ at -40 likewise.
    #expect(abs(slopes(.gelu, at: [-9.0])[0] / -9.138_937_373_906_639e-18 - 1) < 1e-13)
    #expect(abs(slopes(.silu, at: [-40.0])[0] / -1.656_858_159_563_72e-16 - 1) < 1e-13)
    #expect(abs(slopes(.selu, at: [-40.0])[0] / 7.469_028_815_914_29e-18 - 1) < 1e-13)
  }

  @Test(
    "law: a value's result does not depend on its place", arguments: activations,
    InstructionSet.allCases)
  func places(_ entry: (name: String, activation: Activation), set: InstructionSet) {
    let points = (0..<40).map { Float($0) * 0.3 - 6 }
    let whole = slopes(entry.activation, at: points, set)
    for count in 0...points.count {
      let part = slopes(entry.activation, at: Array(points.suffix(count)), set)
      #expect(part == Array(whole.suffix(count)))
    }
  }

  @Test("law: a negative slope is told from the preactivation")
  func negativeSlope() {
    #expect(slopes(.leakyReLU(slope: -0.5), at: [-2.0, 0, 2]) == [-0.5, -0.5, 1])
    #expect(slopes(.leakyReLU(slope: 0), at: [-2.0, 0, 2]) == [0, 0, 1])
  }

  @Test(
    "hostile: NaN stays NaN, infinity has its limit", arguments: activations,
    InstructionSet.allCases)
  func nonFinite(_ entry: (name: String, activation: Activation), set: InstructionSet) {
    let slope = slopes(entry.activation, at: [Float.nan, .infinity, -.infinity, 1], set)
    #expect(slope[0].isNaN == (entry.activation != .linear) && slope[3].isFinite)
    if entry.name != "sine" { #expect(slope[1].isFinite && slope[2].isFinite) }
    let kept = changed([Double.nan, 1]) { gradient in
      _ = changed([-1.0, -1]) { z in
        entry.activation.multiplyByDerivative(
          gradient, preactivation: z, output: z, count: 2, atMost: set)
      }
    }
    #expect(kept[0].isNaN && kept[1].isFinite)
  }

  /// `f′` by the kernel.
  private func slopes<Scalar: MatrixScalar>(
    _ activation: Activation, at z: [Scalar], _ set: InstructionSet = .avx512
  ) -> [Scalar] {
    let output = changed(z) { activation.apply(from: $0, into: $0, count: z.count, atMost: set) }
    return changed([Scalar](repeating: 1, count: z.count)) { gradient in
      z.withUnsafeBufferPointer { z in
        output.withUnsafeBufferPointer { output in
          guard let base = z.baseAddress, let y = output.baseAddress else { return }
          activation.multiplyByDerivative(
            gradient, preactivation: base, output: y, count: z.count, atMost: set)
        }
      }
    }
  }
}
