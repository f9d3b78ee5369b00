import Checkpoints

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension RunError {
  /// The sentence for a system call that failed on `path`.
  init(_ failure: SystemFailure, doing what: String, path: String) {
    switch failure.code {
    case _ where failure.isDiskFull:
      self.init(
        .diskFull,
        "Cannot \(what) \(path): the disk is full; free some space and run again with --resume, "
          + "every finished trial is kept.")
    case EACCES, EPERM, EROFS:
      self.init(
        .unusableFolder,
        "Cannot \(what) \(path): \(failure.reason); change its permissions or choose another "
          + "folder with --out.")
    case ENOTDIR, EEXIST:
      self.init(
        .unusableFolder,
        "Cannot \(what) \(path): a file stands where a folder is needed; move it away or choose "
          + "another folder with --out.")
    default:
      self.init(
        .unusableFolder,
        "Cannot \(what) \(path): \(failure.reason); correct this or choose another folder with "
          + "--out.")
    }
  }
}

/// Runs a system operation on `path` and puts its failure into words.
func reporting<Result>(
  _ what: String, _ path: String, _ body: () throws(SystemFailure) -> Result
) throws(RunError) -> Result {
  do { return try body() } catch { throw RunError(error, doing: what, path: path) }
}
