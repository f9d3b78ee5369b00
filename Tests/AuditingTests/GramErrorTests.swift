import Auditing
import Checkpoints
import Foundation
import Tensors
import Testing
import _TestSupport

/// What the rounding of the Gram matrix may do to an audit.
@Suite("Errors of the Gram matrix")
struct GramErrorTests {
  /// A square matrix in float64 with these singular values.
  private func checkpoint(_ values: [Double]) throws -> Checkpoint {
    let q = values.count
    let matrix = Matrix.prescribed(q, q, values: values, seed: 4)
    let bytes = matrix.withUnsafeBufferPointer {
      $0.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
    }
    return Synthetic.checkpoint([Synthetic.tensor("w", [q, q], bytes, .float64)])
  }

  @Test("law: every metric alone is good to 1e-6, though the Gram matrix is not")
  func alone() throws {
    // From 1 to 1.3e-7: the Gram matrix is off by up to 1e-2 at the end, and by less than 1e-7 from
    // 1e-4 on.
    let checkpoint = try checkpoint((0..<60).map { pow(1.3e-7, Double($0) / 59) })
    for name in [
      "alpha", "alpha_xmin", "alpha_D", "nuclear_norm", "spectral_entropy", "schatten_p_sum@0.1",
      "mp_sigma", "mp_num_spikes", "rank@1e-6", "condition_number", "stable_rank",
    ] {
      let values = try [AuditOptions.Route.automatic, .direct].map { route in
        var options = AuditOptions()
        options.metrics = [name]
        options.alphaMinimumTail = 10
        options.nullReplicates = 0
        options.route = route
        let row = try Audit(checkpoint, options: options).run(hashesFiles: false).rows[0]
        return try #require(row.metrics[name]?.double, "\(name)")
      }
      #expect(abs(values[0] - values[1]) <= 1e-6 * abs(values[1]), "\(name) \(values)")
    }
  }

  @Test("law: singular values that are kept for the user, or drawn, hold no rounding noise")
  func kept() throws {
    let checkpoint = try checkpoint((0..<40).map { $0 < 5 ? 1 / Double(1 + $0) : 0 })
    var options = AuditOptions()
    options.metrics = ["stable_rank"]
    let values = try #require(try Synthetic.spectra(of: checkpoint, options: options)["w:matrix"])
    // The Gram matrix gives about 1e-9; the direct route max(m, n) ulp.
    #expect(values.count == 40 && values[5] < 1e-14)
    let row = try Audit(checkpoint, options: options).run(hashesFiles: false).rows[0]
    #expect(row.valuesBelowFloor == 35)
    #expect(row.sketch?.ranks == [1, 2, 3, 4, 5])
  }
}
