/// What one file contributes to a checkpoint.
package struct CheckpointPart: Sendable {
  /// Its format.
  package let format: Checkpoint.Format
  /// Its tensors, in its order.
  package let tensors: [StoredTensor]
  /// What is odd about it.
  package let findings: [CheckpointFinding]

  /// A part.
  package init(
    format: Checkpoint.Format, tensors: [StoredTensor], findings: [CheckpointFinding]
  ) {
    self.format = format
    self.tensors = tensors
    self.findings = findings
  }
}
