import LowRankCommands

@main enum Tool {
  static func main() {
    Program.run()
  }
}
