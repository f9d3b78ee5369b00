import Auditing
import Checkpoints
import Spectra
import Tensors
import Testing

@Suite("Views")
struct ViewTests {
  /// View and part of every row, and `m × n`.
  private func views(
    _ shape: [Int], name: String = "layer.weight", rules: ViewRules = ViewRules(),
    options: AuditOptions = AuditOptions()
  ) -> [String] {
    let checkpoint = Synthetic.checkpoint([Synthetic.header(name, shape)])
    return AuditPlan(checkpoint: checkpoint, options: options, rules: rules).matrices.map {
      "\($0.identity.view)|\($0.identity.part)|\($0.rows)x\($0.columns)"
    }
  }

  @Test("oracle: the default view of each rank")
  func defaults() {
    #expect(views([]) == [])
    #expect(views([7]) == [])
    #expect(views([1, 512]) == [])
    #expect(views([1, 1, 1, 1]) == [])
    #expect(views([3, 5]) == ["matrix||3x5"])
    #expect(views([64, 3, 7, 7]) == ["conv.reshape||64x147"])
    #expect(views([8, 4, 3, 3, 3]) == ["conv.reshape||8x108"])
    #expect(views([80, 384, 3]) == ["conv.reshape||80x1152"])
    #expect(views([2, 4, 64]) == ["stack[0]|e=0|4x64", "stack[1]|e=1|4x64"])
    #expect(views([4, 6, 3]).count == 4)
    #expect(views([4, 6, 3], name: "Conv1d.weight") == ["conv.reshape||4x18"])
    #expect(views([2, 3, 2, 2, 2, 2]) == ["flatten||2x48"])
    #expect(views([0, 5]) == ["matrix||0x5"])
    #expect(views([0, 40, 50]) == [])
  }

  @Test("oracle: rules name other views, and several of them; the first rule that matches wins")
  func overrides() throws {
    let rules = try ViewRules(views: ["k=reshape,slices,operator", "k=skip", "mat=matrix"])
    #expect(
      views([4, 2, 3, 3], name: "k", rules: rules)
        == ["conv.reshape||4x18", "conv.slices||4x2", "conv.operator||4x2"])
    #expect(views([1, 1, 16, 16], name: "mat", rules: rules) == ["matrix||16x16"])
    #expect(views([5, 6], name: "other", rules: rules) == ["matrix||5x6"])
    let flipped = try ViewRules(transpose: ["c_attn"], stacksAsOne: ["experts"])
    #expect(views([3, 9], name: "c_attn", rules: flipped) == ["matrix||9x3"])
    #expect(views([2, 40, 64], name: "experts", rules: flipped) == ["stack||80x64"])
  }

  @Test("oracle: fused tensors, heads and groups have a row for each part")
  func parts() throws {
    let rules = try ViewRules(
      split: ["qkv=0:3", "gqa=0:8,2,2"], heads: ["qkv=0:2"], convolutions: ["dw=groups:2"])
    #expect(
      views([12, 5], name: "qkv", rules: rules) == [
        "matrix|split 0 head 0|2x5", "matrix|split 0 head 1|2x5", "matrix|split 1 head 0|2x5",
        "matrix|split 1 head 1|2x5", "matrix|split 2 head 0|2x5", "matrix|split 2 head 1|2x5",
      ])
    #expect(
      views([12, 5], name: "gqa", rules: rules)
        == ["matrix|split 0|8x5", "matrix|split 1|2x5", "matrix|split 2|2x5"])
    #expect(
      views([4, 3, 3, 3], name: "dw", rules: rules)
        == ["conv.reshape|group 0|2x27", "conv.reshape|group 1|2x27"])
  }

  @Test("hostile: a split that does not fit its tensor is a note, not an end")
  func misfit() throws {
    let rules = try ViewRules(split: [".=0:7"], heads: [".=5:2"], convolutions: [".=groups:3"])
    let checkpoint = Synthetic.checkpoint([
      Synthetic.header("a", [12, 5]), Synthetic.header("b", [4, 3, 3, 3]),
    ])
    let matrices = AuditPlan(checkpoint: checkpoint, rules: rules).matrices
    #expect(matrices[0].notes == ["splitDoesNotFit", "headDoesNotFit"])
    #expect(matrices[1].notes.contains("groupsDoNotFit"))
    #expect(
      AuditPlan(checkpoint: Synthetic.checkpoint([Synthetic.header("x", [1, 2, 2, 1, 1, 2])]))
        .matrices.first?.notes == ["unusualRank"])
  }

  @Test(
    "hostile: rules that cannot be understood are refused, and the message repeats them",
    arguments: ["a(=matrix", "attn=nothing", "attn", "*=matrix", "x=matrix,"])
  func badRules(text: String) {
    #expect {
      _ = try ViewRules(views: [text])
    } throws: { error in
      (error as? AuditError)?.code == .invalidRule
        && "\(error)".contains("--view \"\(text.prefix(1))")
    }
  }

  @Test("hostile: other options refuse what means nothing")
  func badOptions() {
    #expect(throws: AuditError.self) { _ = try ViewRules(split: ["qkv=0"]) }
    #expect(throws: AuditError.self) { _ = try ViewRules(split: ["qkv=0:0"]) }
    #expect(throws: AuditError.self) { _ = try ViewRules(heads: ["qkv=0:1,2"]) }
    #expect(throws: AuditError.self) { _ = try ViewRules(convolutions: ["x=group:2"]) }
    #expect(throws: AuditError.self) { _ = try ViewRules(include: ["*"]) }
    #expect(throws: AuditError.self) { _ = try ViewRules(exclude: [""]) }
  }

  /// The singular values of a matrix given by its elements.
  private func values(
    _ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double
  ) throws -> [Double] {
    let matrix = Matrix<Double>(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        for column in 0..<columns { target[row * columns + column] = element(row, column) }
      }
    }
    return try SingularValueDecomposition(matrix).values
  }

  // Both decompositions are backward stable, and the Gram route is exact to 1e-12 for values above
  // 1e-3 σ₁, which normal draws are far above.
  private func agree(_ left: [Double]?, _ right: [Double]) -> Bool {
    guard let left, left.count == right.count, let largest = right.first else { return false }
    return zip(left, right).allSatisfy { abs($0 - $1) <= 1e-11 * largest }
  }

  @Test("oracle: views of a kernel are the matrices that the specification says")
  func kernels() throws {
    let (o, i, h, w) = (5, 4, 3, 2)
    let draws = Synthetic.draws(o * i * h * w, "kernel")
    func k(_ a: Int, _ b: Int, _ u: Int, _ v: Int) -> Double {
      draws[((a * i + b) * h + u) * w + v]
    }
    let rules = try ViewRules(views: ["k=reshape,slices,operator"])
    var options = AuditOptions()
    options.convolutionGrid = [4, 3]
    let found = try Synthetic.spectra(
      of: Synthetic.checkpoint([Synthetic.tensor("k", [o, i, h, w], draws)]), options: options,
      rules: rules)
    let reshaped = try values(o, i * h * w) { draws[$0 * i * h * w + $1] }
    #expect(agree(found["k:conv.reshape"], reshaped))
    let pooled = try (0..<h).flatMap { u in
      try (0..<w).flatMap { v in try values(o, i) { k($0, $1, u, v) } }
    }
    #expect(agree(found["k:conv.slices"], pooled.sorted(by: >)))
    // The explicit circulant matrix on a 4 × 3 torus.
    let (gh, gw) = (4, 3)
    let circulant = try values(o * gh * gw, i * gh * gw) { row, column in
      let (a, y) = (row / (gh * gw), row % (gh * gw))
      let (b, x) = (column / (gh * gw), column % (gh * gw))
      var sum = 0.0
      for u in 0..<h {
        for v in 0..<w
        where (y / gw + u) % gh == x / gw && (y % gw + v) % gw == x % gw { sum += k(a, b, u, v) }
      }
      return sum
    }
    #expect(agree(found["k:conv.operator"], circulant))
    #expect(!agree(found["k:conv.operator"], circulant.map { $0 * (1 + 1e-9) }))
  }

  @Test("oracle: transposed and grouped kernels, stacks, splits and heads take the right elements")
  func elements() throws {
    let kernel = Synthetic.draws(4 * 3 * 2 * 2, "up")
    let stack = Synthetic.draws(2 * 5 * 40, "stack")
    let fused = Synthetic.draws(6 * 7, "fused")
    let rules = try ViewRules(
      split: ["fused=1:3,4"], heads: ["fused=0:2"], convolutions: ["up=groups:2,transposed"],
      stacksAsOne: ["stack.b"])
    let found = try Synthetic.spectra(
      of: Synthetic.checkpoint([
        Synthetic.tensor("up", [4, 3, 2, 2], kernel),
        Synthetic.tensor("stack.a", [2, 5, 40], stack),
        Synthetic.tensor("stack.b", [2, 5, 40], stack.reversed()),
        Synthetic.tensor("fused", [6, 7], fused),
      ]), rules: rules)
    // Two inputs of group 1, three outputs, four positions: rows are outputs.
    let up = try values(3, 8) { out, column in
      kernel[((2 + column / 4) * 3 + out) * 4 + column % 4]
    }
    #expect(agree(found["up:conv.reshape:group 1"], up))
    #expect(
      agree(found["stack.a:stack[1]:e=1"], try values(5, 40) { stack[200 + $0 * 40 + $1] }))
    #expect(
      agree(found["stack.b:stack"], try values(10, 40) { Array(stack.reversed())[$0 * 40 + $1] }))
    #expect(
      agree(
        found["fused:matrix:split 1 head 1"], try values(3, 4) { fused[(3 + $0) * 7 + 3 + $1] }))
  }

  @Test(
    "oracle: roles of real names",
    arguments: [
      ("embeddings.word_embeddings.weight", "embedding"),
      ("encoder.layer.0.attention.self.query.weight", "attention"),
      ("encoder.layer.0.attention.output.dense.weight", "attention"),
      ("encoder.layer.0.intermediate.dense.weight", "mlp"),
      ("encoder.layer.11.output.dense.weight", "mlp"),
      ("encoder.layer.0.output.LayerNorm.weight", "norm"),
      ("cls.predictions.transform.dense.weight", "head"),
      ("model.embed_tokens.weight", "embedding"),
      ("model.layers.3.self_attn.q_proj.weight", "attention"),
      ("model.layers.3.mlp.gate_proj.weight", "mlp"),
      ("model.layers.3.input_layernorm.weight", "norm"), ("lm_head.weight", "head"),
      ("tok_embeddings.weight", "embedding"), ("output.weight", "head"),
      ("layers.0.attention.wq.weight", "attention"), ("layers.0.feed_forward.w1.weight", "mlp"),
      ("h.0.attn.c_attn.weight", "attention"), ("h.0.mlp.c_fc.weight", "mlp"),
      ("wte.weight", "embedding"), ("h.0.ln_1.weight", "norm"), ("fc.weight", "head"),
      ("blocks.0.attn.qkv.weight", "attention"), ("blocks.0.mlp.fc1.weight", "mlp"),
      ("patch_embed.proj.weight", "embedding"), ("pos_embed", "embedding"),
      ("head.weight", "head"),
      ("model.layers.0.block_sparse_moe.experts.3.w1.weight", "expert"),
      ("model.layers.0.block_sparse_moe.gate.weight", "mlp"),
      ("shared.weight", "embedding"),
      ("encoder.block.0.layer.0.SelfAttention.q.weight", "attention"),
      ("encoder.block.0.layer.1.DenseReluDense.wi.weight", "mlp"),
      ("down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight", "attention"),
      ("down_blocks.0.attentions.0.transformer_blocks.0.ff.net.0.proj.weight", "mlp"),
      ("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", "lora"),
      ("lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight", "lora"),
      ("mystery.weight", "other"),
    ])
  func roles(name: String, role: String) {
    let plan = AuditPlan(checkpoint: Synthetic.checkpoint([Synthetic.header(name, [8, 9])]))
    #expect(plan.matrices.first?.role.rawValue == role)
  }

  @Test("oracle: kernels are convolutions unless their name says more; depth is the first number")
  func convolutionRoles() {
    let names = [
      "layer1.0.conv1.weight", "features.0.weight", "up_blocks.1.resnets.0.conv1.weight",
      "downsample.weight",
    ]
    let plan = AuditPlan(
      checkpoint: Synthetic.checkpoint(names.map { Synthetic.header($0, [8, 8, 3, 3]) }))
    #expect(plan.matrices.allSatisfy { $0.role == .conv })
    #expect(plan.matrices.map(\.depthIndex) == [0, 0, 1, nil])
  }
}
