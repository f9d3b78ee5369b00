/// How the program ends, as a number that scripts can rely on.
enum ExitStatus: Int32, Error {
  /// Everything asked for was done, and every claim held.
  case success = 0
  /// Everything asked for was done, but a claim was refuted, a training diverged,
  /// a recovery is not stationary to its tolerance, or a gate of an audit failed.
  case refuted = 1
  /// The input could not be used; the message says what, where, and what to do.
  case unusableInput = 2
  /// The command line could not be understood.
  case usage = 64
  /// Stopped by Ctrl-C or a termination signal; what was finished is kept.
  case interrupted = 130
}
