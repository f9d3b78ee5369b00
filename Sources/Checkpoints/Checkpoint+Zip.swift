extension Checkpoint {
  /// What a ZIP archive holds.
  package static func zipContents(
    of source: any ByteSource, path: String, file: Int, options: Options
  ) throws(CheckpointError) -> CheckpointPart {
    throw CheckpointError(.unsupportedFormat, "\(path) is a ZIP archive; save it as safetensors.")
  }
}
