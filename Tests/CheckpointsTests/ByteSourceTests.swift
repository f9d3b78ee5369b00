import Checkpoints
import Foundation
import Testing

@Suite struct ByteSourceTests {
  @Test("law: mapped, read and in memory, the same bytes")
  func bytes() throws {
    let folder = try TemporaryFolder()
    let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let path = try folder.write("x", content)
    let sources: [any ByteSource] = [
      MemoryBytes(content), try MappedFile(path), try PositionedFile(path),
      try FileAccess.automatic.open(path),
    ]
    for source in sources {
      #expect(source.count == content.count)
      for range in [0..<0, 0..<1, 4095..<4097, 0..<10_000, 9_999..<10_000, 10_000..<10_000] {
        #expect(try source.bytes(in: range) == Array(content[range]))
        let shown = try source.withBytes(in: range) { Array($0) }
        #expect(shown == nil || shown == Array(content[range]))
      }
      #expect(checkpointError { try source.bytes(in: 9_999..<10_001) }?.code == .truncated)
    }
  }

  @Test("hostile: an empty file", arguments: FileAccess.allCases)
  func empty(access: FileAccess) throws {
    let folder = try TemporaryFolder()
    let source = try access.open(folder.write("x", [UInt8]()))
    #expect(try source.count == 0 && source.bytes(in: 0..<0).isEmpty)
    #expect(checkpointError { try source.bytes(in: 0..<1) }?.code == .truncated)
  }

  @Test("hostile: folders, pipes, devices and nothing at all are refused at once")
  func special() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for (path, words) in [
      (folder.path, "a folder"), (pipe, "a pipe"), ("/dev/zero", "a device"),
      (folder.path + "/none", "No such file"),
    ] {
      for access in FileAccess.allCases {
        let error = checkpointError { try access.open(path) }
        #expect(error?.code == .unusableFile && error?.message.contains(words) == true)
      }
    }
    for path in [pipe, "/dev/zero"] {
      #expect(checkpointError { try Checkpoint(opening: path) }?.code == .unusableFile)
    }
  }
}
