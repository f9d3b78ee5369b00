extension TorchArchive {
  /// The most opaque names that become findings of their own.
  private static let mostFindings = 100

  /// The tensors of the archive.
  ///
  /// - Throws: ``CheckpointError`` for a pickle that cannot be read, or that consists of calls and
  ///   holds no tensor.
  func part(file: Int, options: Checkpoint.Options) throws(CheckpointError) -> CheckpointPart {
    let graph = try graph()
    let calls = TorchCalls(graph, archive: self, options: options)
    try checkStorages(of: calls)
    let walk = try TorchWalk(calls, file: file)
    let opaque = calls.opaque.map(\.qualified.shown)
    guard !walk.tensors.isEmpty || opaque.isEmpty else {
      throw CheckpointError(
        .noTensors,
        "\(name) holds no tensors, only calls of \(opaque.prefix(5).joined(separator: ", "))"
          + (opaque.count > 5 ? " and \(opaque.count - 5) more" : "")
          + ", none of which was run; save the state_dict of the model, and do not load this file "
          + "with a program that runs them.")
    }
    return CheckpointPart(
      format: .pytorch, tensors: walk.tensors,
      findings: findings(opaque: opaque) + walk.findings)
  }

  /// Anything but a storage would be something that only PyTorch can find.
  private func checkStorages(of calls: TorchCalls) throws(CheckpointError) {
    for id in 0..<PickleGraph.ID(calls.graph.count) {
      guard let tuple = calls.graph.persistentID(id) else { continue }
      guard calls.storage(tuple) != nil else {
        throw CheckpointError(
          .invalidHeader,
          "\(name) refers to something outside its pickle that is no storage; save it again with "
            + "torch.save.")
      }
    }
  }

  private func findings(opaque: [String]) -> [CheckpointFinding] {
    var findings = opaque.prefix(Self.mostFindings).map { function in
      CheckpointFinding(
        code: "opaque", subject: function,
        sentence: "opaque: \(function) is named by \(name) and was neither imported nor called.")
    }
    if opaque.count > Self.mostFindings {
      findings.append(
        CheckpointFinding(
          code: "opaque", subject: name,
          sentence: "opaque: \(opaque.count - Self.mostFindings) more functions and classes are "
            + "named by \(name)."))
    }
    if lacksChecksums {
      findings.append(
        CheckpointFinding(
          code: "noChecksums", subject: name,
          sentence: "\(name) was written without checksums, so damage to its numbers would not be "
            + "noticed."))
    }
    return findings
  }
}

extension CheckpointError.Code {
  /// A file of a format that holds tensors holds none.
  public static let noTensors = Self(description: "noTensors")
}
