// LowRankCommands
