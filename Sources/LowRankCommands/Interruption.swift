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
    // A parent that keeps signals off its threads hands that on, as Foundation's `Process` does.
    var taken = sigset_t()
    sigemptyset(&taken)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&taken, number)
      signal(number) { _ in
        guard !StopToken.process.isRequested else { _exit(ExitStatus.interrupted.rawValue) }
        StopToken.process.request()
        let notice: StaticString = "\nfinishing what is in flight; once more ends at once\n"
        _ = notice.withUTF8Buffer { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &taken, nil)
    return token
  }
}
