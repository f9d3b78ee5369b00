extension ExitStatus {
  /// Says that this call was interrupted, what is kept, and how to go on.
  static func interruption(
    keeping kept: String, in folder: String, isResumed: Bool, _ console: Console
  ) -> ExitStatus {
    let command = (CommandLine.arguments + (isResumed ? [] : ["--resume"]))
      .map(\.shellQuoted).joined(separator: " ")
    console.message("Interrupted; \(kept) is kept in \(folder). To go on:\n  \(command)")
    return .interrupted
  }
}

extension String {
  /// The text as one word of a shell's command line.
  var shellQuoted: String {
    let isPlain = allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_=./,:+@%".contains($0))
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: #"'\''"#) + "'"
  }
}
