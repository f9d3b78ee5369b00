/// What one file contributes to a checkpoint.
package struct CheckpointPart: Sendable {
  /// The format of the file.
  package let format: Checkpoint.Format
  /// Its tensors, readable or not.
  package let tensors: [StoredTensor]
  /// What is odd about the file.
  package let findings: [CheckpointFinding]

  package init(
    format: Checkpoint.Format, tensors: [StoredTensor], findings: [CheckpointFinding]
  ) {
    self.format = format
    self.tensors = tensors
    self.findings = findings
  }
}
