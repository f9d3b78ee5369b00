import Foundation
import Runs

/// Ctrl-C and termination signals: the first asks the run to stop, the second ends the program.
///
/// After the first the trials in flight are finished and kept.
enum Interruption {
  /// Takes SIGINT and SIGTERM over and returns what they set.
  static func handled() -> StopToken {
    // Touched here, so that the handler below finds it made: it then is one atomic store.
    let token = StopToken.process
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        guard !StopToken.process.isRequested else { _exit(ExitStatus.interrupted.rawValue) }
        StopToken.process.request()
        let notice: StaticString = "\nfinishing the trials in flight; once more ends at once\n"
        _ = notice.withUTF8Buffer { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      }
    }
    return token
  }
}
