import Tensors

/// Turns layers into stages for a number of rows, and plans their memory.
struct NetworkCompiler<Scalar: MatrixScalar> {
  let rows: Int
  let threads: Int
  /// The tensors that are still to be taken, in the order in which the layers ask for them.
  private var trainable: ArraySlice<ParameterLayout.Entry>
  private var statistics: ArraySlice<ParameterLayout.Entry>
  private(set) var plan = WorkspacePlan()
  /// The largest width so far, of anything that a gradient flows through.
  private(set) var widest: Int

  init(_ architecture: Architecture, rows: Int, threads: Int) {
    self.rows = rows
    self.threads = threads
    trainable = architecture.layout.entries.filter(\.role.isTrainable)[...]
    statistics = architecture.layout.entries.filter { !$0.role.isTrainable }[...]
    widest = max(architecture.inputs, architecture.outputs)
  }

  /// Sets memory aside for `columns` entries of every row.
  mutating func reserve(columns: Int) -> Int { plan.reserve(rows * columns) }

  /// Sets memory aside for values that do not depend on the rows.
  mutating func reserve(values: Int) -> Int { plan.reserve(values) }

  mutating func compile(_ layers: [Layer], width: Int) -> StageChain<Scalar> {
    var chain = StageChain<Scalar>()
    var width = width
    for layer in layers {
      if let stage = compile(layer, width: &width) { chain.stages.append(stage) }
      widest = max(widest, width)
    }
    return chain
  }

  /// The stage of a layer; nil for the identity.
  private mutating func compile(_ layer: Layer, width: inout Int) -> Stage<Scalar>? {
    switch layer {
    case .dense(let outputs, let hasBias):
      let inputs = width
      width = outputs
      return .dense(
        DenseStage(
          rows: rows, inputs: inputs, outputs: outputs, weight: trainable.removeFirst().range,
          bias: hasBias ? trainable.removeFirst().range : nil, output: reserve(columns: outputs),
          threads: threads))
    case .activation(.linear): return nil
    case .activation(let activation):
      return .activation(
        ActivationStage(
          activation: activation, count: rows * width, output: reserve(columns: width)))
    case .batchNorm(let norm):
      let ranges = BatchNormStage<Scalar>.Ranges(
        scale: trainable.removeFirst().range, shift: trainable.removeFirst().range,
        mean: statistics.removeFirst().range, variance: statistics.removeFirst().range)
      return .batchNorm(
        BatchNormStage(
          norm, rows: rows, width: width, ranges: ranges, output: reserve(columns: width),
          normalized: reserve(columns: width), inverseDeviation: reserve(values: width)))
    case .residual(let layers, let scale):
      var inner = self
      inner.widest = width
      let branch = inner.compile(layers, width: width)
      let branchWidth = inner.widest
      inner.widest = max(widest, branchWidth)
      self = inner
      return .residual(
        ResidualStage(
          scale: scale, branch: branch, count: rows * width, output: reserve(columns: width),
          gradient: reserve(columns: branchWidth), spare: reserve(columns: branchWidth)))
    }
  }
}
