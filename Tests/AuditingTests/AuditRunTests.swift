import Auditing
import Checkpoints
import Foundation
import Runs
import Synchronization
import Testing

/// Bytes in memory that count how many of them are read.
private final class CountingBytes: ByteSource {
  private let bytes: MemoryBytes
  private let total = Atomic(0)

  init(_ bytes: [UInt8]) { self.bytes = MemoryBytes(bytes) }

  var count: Int { bytes.count }
  var read: Int { total.load(ordering: .relaxed) }

  func read(
    at position: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(CheckpointError) {
    total.add(target.count, ordering: .relaxed)
    try bytes.read(at: position, into: target)
  }

  func withBytes<R>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R? {
    total.add(range.count, ordering: .relaxed)
    return try bytes.withBytes(in: range, body)
  }
}

@Suite("Running an audit")
struct AuditRunTests {
  /// Matrices, a kernel, a stack, a bias.
  private var mixed: Checkpoint {
    Synthetic.checkpoint(
      (0..<6).map { Synthetic.random("layers.\($0).q_proj.weight", [20 + 3 * $0, 40 - 4 * $0]) } + [
        Synthetic.random("conv.weight", [12, 6, 3, 3]), Synthetic.random("experts", [3, 8, 40]),
        Synthetic.random("bias", [9]),
      ])
  }

  @Test("law: rows have the same bits for any number of threads, in the order of the files")
  func threads() throws {
    var options = AuditOptions()
    options.nullReplicates = 2
    let results = try [1, 2, 5].map {
      try Audit(mixed, options: options).run(threads: $0, hashesFiles: false)
    }
    let rows = results[0].rows.map(\.timeless)
    #expect(rows.count == 10)
    #expect(rows[6].identity.view == "conv.reshape")
    for result in results { #expect(result.rows.map(\.timeless) == rows) }
    #expect(results[0].stacks.map(\.name) == ["experts"])
  }

  @Test("oracle: a stack at a glance is no row, and leaves out the slices without a number")
  func stacks() throws {
    var values = Synthetic.draws(4 * 8 * 10, "experts")
    values[2 * 80 + 5] = .nan
    var options = AuditOptions()
    options.metrics = ["spectral_norm", "n_nan"]
    let result = try Audit(
      Synthetic.checkpoint([Synthetic.tensor("experts", [4, 8, 10], values)]), options: options
    ).run(hashesFiles: false)
    let stack = try #require(result.stacks.first)
    #expect(result.rows.count == 4 && result.stacks.count == 1)
    #expect(stack.slices == 4 && stack.measured == 3)
    let norms = result.rows.compactMap { $0.metrics["spectral_norm"]?.double }
    let spread = try #require(stack.metrics["spectral_norm"])
    #expect(norms.count == 3 && spread.count == 3)
    #expect(spread.min == norms.min() && spread.max == norms.max())
    // Two orders of adding three numbers.
    #expect(abs(spread.mean - norms.reduce(0, +) / 3) < 1e-14 * spread.mean)
    #expect(stack.metrics["n_nan"]?.max == 1 && stack.metrics["n_nan"]?.count == 4)
    let table = try text(AuditDocuments(result).csv)
    #expect(table.split(separator: "\r\n").count == 5)
    let document = try text(AuditDocuments(result).json)
    #expect(document.contains("\"slices\":4,\"measured\":3"))
  }

  @Test("law: the sink is given every row once, before the audit ends")
  func sink() throws {
    let names = Mutex<[AuditRow.Identity]>([])
    let result = try Audit(mixed).run(threads: 2, hashesFiles: false) { row in
      names.withLock { $0.append(row.identity) }
    }
    #expect(Set(names.withLock { $0 }) == Set(result.rows.map(\.identity)))
    #expect(names.withLock { $0.count } == result.rows.count)
  }

  @Test("law: mapped and read files give the same rows")
  func access() throws {
    try Synthetic.withFolder { folder in
      let path = "\(folder)/model.safetensors"
      let values = Synthetic.draws(60 * 40, "w").map { Float($0) }
      try SafetensorsFile(
        tensors: ["w": NPYArray(shape: [60, 40], storage: .float32(values))]
      ).write(to: path)
      let rows = try [FileAccess.mapped, .read].map { access in
        var options = Checkpoint.Options()
        options.access = access
        let result = try Audit(Checkpoint(opening: path, options: options)).run()
        #expect(result.files.first?.sha256.count == 64)
        return result.rows.map(\.timeless)
      }
      #expect(rows[0] == rows[1])
      #expect(rows[0].count == 1)
    }
  }

  @Test("oracle: a matrix beyond the memory gets its largest singular values and its exact norm")
  func topOnly() throws {
    let checkpoint = Synthetic.checkpoint([
      Synthetic.random("big", [400, 300]), Synthetic.random("small", [10, 10]),
    ])
    let whole = try Audit(checkpoint).run(hashesFiles: false)
    let limited = try Audit(checkpoint).run(memory: 1 << 20, hashesFiles: false)
    #expect(limited.rows.map(\.status) == [.topK, .ok])
    #expect(limited.coverage.topOnly == 1)
    #expect(limited.rows[0].notes.contains("topK"))
    #expect(limited.rows[0].driver.hasPrefix("subspace"))
    #expect(limited.rows[1].timeless == whole.rows[1].timeless)
    let norms = [whole, limited].compactMap { $0.rows[0].metrics["spectral_norm"]?.double }
    // The iteration stops at a residual of 1e-9, so the value is good to its square.
    #expect(norms.count == 2 && abs(norms[0] - norms[1]) < 1e-9 * norms[0])
    #expect(
      whole.rows[0].metrics["frobenius_norm"]?.double
        == limited.rows[0].metrics["frobenius_norm"]?.double)
    #expect(limited.rows[0].metrics["nuclear_norm"]?.double == nil)
  }

  @Test("law: what has no room for permuted entries goes without them and says so")
  func withoutNull() throws {
    let checkpoint = Synthetic.checkpoint([Synthetic.random("w", [100, 80])])
    let audit = try Audit(checkpoint)
    let result = try audit.run(memory: audit.plan.matrices[0].memory + 1, hashesFiles: false)
    #expect(result.rows[0].status == .ok)
    #expect(result.rows[0].notes.contains("null: notEnoughMemory"))
    #expect(result.rows[0].metrics["null_spectral_norm"]?.double == nil)
  }

  @Test("hostile: NaN, infinities, no elements, bytes that are gone: a row each, the rest unharmed")
  func oddTensors() throws {
    var odd = Synthetic.draws(30, "odd")
    (odd[7], odd[8], odd[20]) = (.nan, -.infinity, .nan)
    let result = try Audit(
      Synthetic.checkpoint([
        Synthetic.tensor("odd", [5, 6], odd), Synthetic.tensor("empty", [0, 6], []),
        Synthetic.tensor("gone", [5, 6], [1, 2, 3], .float32), Synthetic.random("good", [5, 6]),
        Synthetic.tensor("zero", [4, 4], Array(repeating: 0, count: 16)),
      ])
    ).run(threads: 2, hashesFiles: false)
    #expect(result.rows.map(\.status) == [.nonfinite, .empty, .unreadable, .ok, .ok])
    #expect(
      result.rows[0].notes.contains("nonfinite: 2 NaN, 1 infinite, first at row 1, column 1"))
    #expect(result.rows[0].metrics["n_nan"]?.double == 2)
    #expect(result.rows[0].metrics["spectral_norm"]?.double == nil)
    #expect(result.rows[4].metrics["spectral_norm"]?.double == 0)
    #expect(result.coverage.skipped == 1)
    #expect(result.coverage.analysed == 4)
    #expect(!result.coverage.isComplete)
  }

  @Test("law: a request to stop keeps finished rows and accounts for the rest")
  func interruption() throws {
    let stop = StopToken()
    let count = Mutex(0)
    let result = try Audit(mixed).run(hashesFiles: false, stop: stop) { _ in
      if count.withLock({
        $0 += 1
        return $0
      }) == 3 {
        stop.request()
      }
    }
    #expect(result.isInterrupted)
    #expect(result.rows.count == 3)
    #expect(result.coverage.reasons.contains { $0.reason == "interrupted" })
    #expect(result.coverage.tensors == 9)
  }

  @Test("hostile: many thousand tiny tensors")
  func many() throws {
    let count = 10_000
    let bytes = Synthetic.draws(4 * count, "many").flatMap {
      withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init)
    }
    let source = CountingBytes(bytes)
    let tensors = (0..<count).map {
      StoredTensor(
        name: "t.\($0)", file: 0, typeName: "F32", elementType: .float32, shape: [2, 2],
        availability: .readable, location: .init(source: source, offset: 16 * $0))
    }
    let result = try Audit(Synthetic.checkpoint(tensors)).run(threads: 2, hashesFiles: false)
    #expect(result.rows.count == count)
    // For the digest, the spectrum (twice where the Gram matrix is not enough) and the permutation.
    #expect(source.read <= 4 * bytes.count)
  }

  @Test("oracle: equal bytes are audited once, and repeated under their names on demand")
  func aliases() throws {
    let values = Synthetic.draws(20, "same")
    let checkpoint = Synthetic.checkpoint([
      Synthetic.tensor("lm_head.weight", [4, 5], values),
      Synthetic.tensor("model.embed_tokens.weight", [4, 5], values),
      Synthetic.tensor("other.weight", [5, 4], values),
    ])
    let once = try Audit(checkpoint).run(hashesFiles: false)
    #expect(once.rows.map(\.identity.name) == ["lm_head.weight", "other.weight"])
    #expect(once.coverage.reasons.map(\.reason) == ["alias of lm_head.weight"])
    var options = AuditOptions()
    options.repeatsAliases = true
    let twice = try Audit(checkpoint, options: options).run(hashesFiles: false)
    #expect(twice.rows.map(\.role.rawValue) == ["head", "embedding", "other"])
    #expect(twice.rows[1].metrics == twice.rows[0].metrics)
    #expect(twice.coverage.analysed == 3)
  }

  @Test("oracle: the smallest type that holds the elements")
  func effectiveType() throws {
    let draws = Synthetic.draws(30, "w")
    let halves = draws.map { Double(Float(bitPattern: Float($0).bitPattern & 0xFFFF_0000)) }
    let result = try Audit(
      Synthetic.checkpoint([
        Synthetic.tensor("full", [5, 6], draws), Synthetic.tensor("half", [5, 6], halves),
      ])
    ).run(hashesFiles: false)
    #expect(result.rows.map(\.effectiveDtype) == ["F32", "BF16"])
    #expect(result.rows.map(\.dtype) == ["F32", "F32"])
  }
}
