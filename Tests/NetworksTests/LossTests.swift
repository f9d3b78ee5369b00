import Foundation
import Networks
import Tensors
import Testing
import _TestSupport

@Suite struct LossTests {
  @Test("oracle: PyTorch's losses and gradients", arguments: Loss.allCases, InstructionSet.allCases)
  func fixture(_ loss: Loss, set: InstructionSet) throws {
    let expected = try #require(LayerFixture.load().losses[loss.rawValue])
    let (f, y) = (expected.outputs.flatMap { $0 }, expected.targets.flatMap { $0 })
    let columns = expected.outputs[0].count
    let gradient = expected.gradient.flatMap { $0 }
    let size = max(1, gradient.map(abs).max() ?? 0)
    // Functions within an ulp, a few products, sums of 15 terms.
    let double = evaluate(loss, f, y, columns: columns, set)
    #expect(abs(double.value - expected.value) <= 16 * Double.ulpOfOne * abs(expected.value))
    #expect(distance(double.gradient, gradient) <= 8 * Double.ulpOfOne * size)
    // The outputs are Floats.
    let single = evaluate(loss, f.map(Float.init), y.map(Float.init), columns: columns, set)
    let unit = Double(Float.ulpOfOne)
    #expect(abs(single.value - expected.value) <= 8 * unit * abs(expected.value))
    #expect(distance(single.gradient, gradient) <= 8 * unit * size)
  }

  @Test(
    "law: the gradient is the derivative of the value", arguments: Loss.allCases,
    [(1, 1), (5, 3), (7, 10), (3, 70)])
  func differences(_ loss: Loss, shape: (rows: Int, columns: Int)) {
    let f = Matrix<Double>.gaussian(shape.rows, shape.columns, seed: 6)
    let y = targets(loss, shape.rows, shape.columns)
    let got = evaluate(loss, f.elements, y, columns: shape.columns, .avx512)
    let expected = finiteDifferences(at: f, step: 1e-3) {
      evaluate(loss, $0.elements, y, columns: shape.columns, .avx512).value
    }
    // Rounding of a value of size 100 over the step.
    #expect(distance(got.gradient, expected.elements) < 1e-10)
  }

  @Test("law: the value alone is the same value", arguments: Loss.allCases, InstructionSet.allCases)
  func valueOnly(_ loss: Loss, set: InstructionSet) {
    let f = Matrix<Float>.gaussian(9, 67, seed: 7).elements
    let y = targets(loss, 9, 67).map(Float.init)
    let alone = f.withUnsafeBufferPointer { f in
      y.withUnsafeBufferPointer { y -> Double in
        guard let f = f.baseAddress, let y = y.baseAddress else { return .nan }
        return LayerKernels.loss(
          loss, outputs: f, targets: y, rows: 9, columns: 67, gradient: nil, atMost: set)
      }
    }
    #expect(alone == evaluate(loss, f, y, columns: 67, set).value)
  }

  @Test("law: sums do not grow with the number of entries", arguments: InstructionSet.allCases)
  func accuracy(set: InstructionSet) {
    // 2^20 equal terms of 0.3² / 2: one after another in Float they drift by about 1e-3.
    let (f, y) = ([Float](repeating: 0.3, count: 1 << 20), [Float](repeating: 0, count: 1 << 20))
    let value = evaluate(.squared, f, y, columns: 1, set).value
    #expect(abs(value / 0.045 - 1) <= 2 * Double(Float.ulpOfOne))
  }

  @Test("law: squared sums have the same bits on every instruction set")
  func bits() {
    let f = Matrix<Float>.gaussian(31, 13, seed: 8).elements
    let y = Matrix<Float>.gaussian(31, 13, seed: 9).elements
    let all = InstructionSet.allCases.map { evaluate(.squared, f, y, columns: 13, $0).value }
    #expect(all.allSatisfy { $0 == all[0] })
  }

  @Test("law: a certain class keeps its small loss")
  func certainty() {
    // log(1 + e⁻³⁰), far below the rounding of 1 in Float.
    let got = evaluate(.crossEntropy, [30, 0] as [Float], [1, 0], columns: 2, .avx512)
    #expect(abs(got.value / 9.357_622_968_839_736e-14 - 1) < 1e-2)
    let logistic = evaluate(.logistic, [30] as [Float], [1], columns: 1, .avx512)
    #expect(abs(logistic.value / 9.357_622_968_839_736e-14 - 1) < 1e-6)
  }

  @Test("hostile: NaN reaches the value and the gradient", arguments: Loss.allCases)
  func notANumber(_ loss: Loss) {
    let got = evaluate(loss, [1, .nan, 2, 0.5], [1, 0, 0, 1], columns: 2, .avx512)
    #expect(got.value.isNaN && got.gradient[1].isNaN && got.gradient[3].isFinite)
  }

  private func targets(_ loss: Loss, _ rows: Int, _ columns: Int) -> [Double] {
    let draws = Matrix<Double>.gaussian(rows, columns, seed: 10).elements
    switch loss {
    case .squared: return draws
    case .logistic, .exponential: return draws.map { $0 < 0 ? -1 : 1 }
    case .crossEntropy:
      let powers = draws.map { exp($0) }
      return powers.indices.map { i in
        let start = i / columns * columns
        return powers[i] / powers[start..<start + columns].reduce(0, +)
      }
    }
  }

  private func evaluate<Scalar: MatrixScalar>(
    _ loss: Loss, _ f: [Scalar], _ y: [Scalar], columns: Int, _ set: InstructionSet
  ) -> (value: Double, gradient: [Scalar]) {
    var value = Double.nan
    let gradient = changed([Scalar](repeating: .nan, count: f.count)) { gradient in
      f.withUnsafeBufferPointer { f in
        y.withUnsafeBufferPointer { y in
          guard let base = f.baseAddress, let y = y.baseAddress else { return }
          value = LayerKernels.loss(
            loss, outputs: base, targets: y, rows: f.count / columns, columns: columns,
            gradient: gradient, atMost: set)
        }
      }
    }
    return (value, gradient)
  }
}
