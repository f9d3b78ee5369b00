import Foundation

/// What the system says about the machine and this process.
package enum Machine {
  /// The host's name, without asking the network.
  package static var host: String { text(names.nodename) }

  /// The operating system and its version, such as `Linux 6.1.0 x86_64`.
  package static var system: String {
    let names = names
    return "\(text(names.sysname)) \(text(names.release)) \(text(names.machine))"
  }

  /// The processor's model name; the architecture where the system tells no more.
  package static var cpuModel: String {
    let table = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = table.split(separator: "\n").first { $0.hasPrefix("model name") }
    guard let name = line?.split(separator: ":", maxSplits: 1).last else {
      return text(names.machine)
    }
    return name.trimmingCharacters(in: .whitespaces)
  }

  /// The cores that this process may use.
  package static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The largest resident memory of this process so far, in bytes.
  package static var peakMemoryBytes: Int {
    var usage = rusage()
    #if os(Linux)
      let (own, unit) = (Int32(RUSAGE_SELF.rawValue), 1024)
    #else
      let (own, unit) = (RUSAGE_SELF, 1)
    #endif
    return getrusage(own, &usage) == 0 ? Int(usage.ru_maxrss) * unit : 0
  }

  /// The present moment in ISO 8601, to the second, in UTC.
  package static var now: String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ value: Int32, _ width: Int = 2) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1))-"
    let clock = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
    return date + padded(parts.tm_mday) + "T" + clock
  }

  private static var names: utsname {
    var names = utsname()
    uname(&names)
    return names
  }

  /// The text in a fixed-size array of characters.
  private static func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
