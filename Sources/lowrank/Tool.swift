import ArgumentParser
import LowRankCommands

@main enum Tool {
  static func main() {}
}
