import Foundation
import Networks
import Tensors
import Testing
import Training

@Suite struct VectorLoopsTests {
  @Test("law: sums and combinations are those of plain loops, every instruction set and length")
  func plainLoops() {
    check(Double.self)
    check(Float.self)
  }

  private func check<Scalar: MatrixScalar>(_: Scalar.Type) {
    for count in Array(0...40) + [129] {
      let x = (0..<count).map { Scalar(sin(Double($0 + 1))) }
      let y = (0..<count).map { Scalar(cos(Double(3 * $0))) }
      let sum = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let length = x.reduce(0.0) { $0 + abs(Double($1)) }
      for level in InstructionSet.allCases {
        x.withUnsafeBufferPointer { x in
          y.withUnsafeBufferPointer { y in
            guard let x = x.baseAddress, let y = y.baseAddress else { return }
            // Terms below one, each rounded once and added in some order, in double precision.
            let bound = Double(count) * Double(count) * Double.ulpOfOne
            #expect(abs(VectorLoops.dot(x, y, count: count, atMost: level) - sum) <= bound)
            #expect(abs(VectorLoops.magnitudes(x, count: count, atMost: level) - length) <= bound)
            var z = [Scalar](repeating: 7, count: count + 1)
            z.withUnsafeMutableBufferPointer { z in
              guard let z = z.baseAddress else { return }
              VectorLoops.combine(2, x, -0.5, y, into: z, count: count, atMost: level)
            }
            for i in 0..<count {
              #expect(abs(z[i] - (2 * x[i] - y[i] / 2)) <= 2 * Scalar.ulpOfOne)
            }
            #expect(z[count] == 7)
          }
        }
      }
    }
  }
}
