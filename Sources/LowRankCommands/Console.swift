import Foundation
import Reporting
import Runs

/// The only place that writes to the terminal.
///
/// Results go to standard output; progress, messages and warnings to standard error. A reader that
/// closes the pipe early, as `| head` does, has what it wanted: the program ends with success.
struct Console: Sendable {
  /// Whether messages that are neither results nor failures are kept back.
  var isQuiet = false

  /// Whether standard error is a terminal, on which one line may be rewritten in place.
  static let messagesReachTerminal = isatty(STDERR_FILENO) == 1

  /// Colours on standard output if it is a terminal that shows them and `NO_COLOR` is not set.
  static let coloring: VerdictTable.Coloring =
    isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
    ? .ansi : .plain

  /// A variable of the environment; an empty one counts as absent.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Prints a result and a line end.
  func result(_ text: String) {
    Self.write(text + "\n", to: STDOUT_FILENO)
  }

  /// Prints a piece of a result as it is.
  func result(_ piece: [UInt8]) {
    Self.write(piece[...], to: STDOUT_FILENO)
  }

  /// Prints a result as a JSON document that begins with its schema.
  func result(_ body: some Encodable, schema: String) throws {
    let text = String(decoding: try JSONDocument.encode(schema: schema, body), as: UTF8.self)
    result(text.trimmingCharacters(in: .newlines))
  }

  /// Says something about the course of the work, unless quiet.
  func message(_ text: String) {
    guard !isQuiet else { return }
    Self.write(text + "\n", to: STDERR_FILENO)
  }

  /// Says what is missing although the work goes on; also when quiet.
  func warning(_ sentence: String) {
    Self.write("warning: \(sentence)\n", to: STDERR_FILENO)
  }

  /// Says why the work cannot be done.
  func failure(_ sentence: String) {
    Self.write("error: \(sentence)\n", to: STDERR_FILENO)
  }

  /// Says in a line what became of everything; also when quiet.
  func account(_ line: String) {
    Self.write(line + "\n", to: STDERR_FILENO)
  }

  /// Writes text without a line end to standard error; for the live line.
  func raw(_ text: String) {
    Self.write(text, to: STDERR_FILENO)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    write(Array(text.utf8)[...], to: descriptor)
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
    var bytes = bytes
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno == EINTR {
        continue
      } else if errno == EPIPE, descriptor == STDOUT_FILENO {
        // Nobody reads on; the work is finished all the same, and the status stays true.
        return
      } else {
        guard descriptor == STDOUT_FILENO else { return }
        let reason = String(cString: strerror(errno))
        Self.write(
          "error: Cannot write to standard output: \(reason); make room or write elsewhere.\n",
          to: STDERR_FILENO)
        exit(ExitStatus.unusableInput.rawValue)
      }
    }
  }
}
