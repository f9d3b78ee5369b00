import Foundation

/// How wide a table may be.
enum TerminalWidth {
  /// `COLUMNS` where it is set, the width of the terminal on standard output, otherwise 80.
  static var ofResults: Int {
    if let named = Console.environment("COLUMNS").flatMap({ Int($0) }), named >= 40 {
      return min(named, 1000)
    }
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col >= 40
    else { return 80 }
    return Int(size.ws_col)
  }
}
