import ArgumentParser
import Foundation

/// The program `lowrank`: parses the command line, runs the verb, and ends with its status.
public enum Program {
  /// Runs the command line of this process and never returns.
  ///
  /// The status is 0 when everything was done and every claim held, 1 when a claim was refuted,
  /// 2 when the input could not be used, 64 for wrong usage, 130 when interrupted.
  public static func run() -> Never {
    // Writing to a closed pipe must come back as an error, which ``Console`` takes for success.
    signal(SIGPIPE, SIG_IGN)
    var command: any ParsableCommand
    do {
      command = try LowRank.parseAsRoot()
    } catch {
      LowRank.exit(withError: error)
    }
    exit(status(of: &command).rawValue)
  }

  private static func status(of command: inout any ParsableCommand) -> ExitStatus {
    do {
      try command.run()
      return .success
    } catch let status as ExitStatus {
      return status
    } catch {
      // The parser's own endings, such as a request for help, have a status of their own.
      guard LowRank.exitCode(for: error) == .failure else { LowRank.exit(withError: error) }
      Console().failure("\(error)")
      return .unusableInput
    }
  }
}
