public import ArgumentParser
public import Auditing

extension AuditOptions.ConvolutionView: ExpressibleByArgument {}

/// How tensors become matrices where the default is not meant.
struct AuditViewOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Take matching tensors as matrix, reshape, slices, operator, stack, flatten or skip; commas "
        + "give several views.", valueName: "regex=view"))
  var view: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Transpose matching matrices, as Conv1D stores them.", valueName: "regex"))
  var transpose: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Split fused matrices along an axis, such as 'qkv=0:3', or into sizes, '0:512,128,128'.",
      valueName: "regex=axis:parts"))
  var split: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Split into heads of attention, one row for each, such as 'q_proj=0:12'.",
      valueName: "regex=axis:count"))
  var heads: [String] = []

  @Option(
    name: .customLong("conv"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "What a file does not say of a convolution: groups:G, stride:S, transposed.",
      valueName: "regex=facts"))
  var convolutions: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Put the slices of a stack below each other.", valueName: "regex"))
  var stackAsOne: [String] = []

  @Option(
    name: .customLong("conv-view"),
    help:
      "Kernels: reshape (out × in·k·k), slices (k·k matrices, pooled) or operator (the map on a grid)."
  )
  var convolutionView = AuditOptions().convolutionView

  @Option(
    name: .customLong("conv-grid"),
    help: ArgumentHelp("The grid of operator; 32,32 if not given.", valueName: "H,W"))
  var convolutionGrid: ShapeArgument?

  /// Sets how kernels of convolutions are seen.
  func apply(to options: inout AuditOptions) {
    options.convolutionView = convolutionView
    if let grid = convolutionGrid?.shape { options.convolutionGrid = [grid.rows, grid.columns] }
  }

  /// How tensors become matrices, and which are wanted.
  ///
  /// - Throws: `AuditError` for a rule that means nothing.
  func rules(for input: AuditInputOptions) throws -> ViewRules {
    try ViewRules(
      views: view, transpose: transpose, split: split, heads: heads, convolutions: convolutions,
      stacksAsOne: stackAsOne, include: input.include, exclude: input.exclude)
  }
}
