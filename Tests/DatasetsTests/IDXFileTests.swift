import Datasets
import Foundation
import Tensors
import Testing

/// Small files made by Python's gzip module: an IDX header and two images, all black and all white,
/// or three labels.
private enum Fixture {
  static let good = "H4sIAAAAAAACA2Ng4GBmYGBgAmIZKB4Fo2AUQMH/UTAKRgEcAABV3AYbMAYAAA=="
  static let labels = "H4sIAAAAAAACA2Ng4GBkYGBg5mRgBgCx1piYCwAAAA=="
  static let labelTen = "H4sIAAAAAAACA2Ng4GBkYGBg5uRiBgA7PndiCwAAAA=="

  /// What is wrong, the file, the error.
  static let bad: [(String, String, DatasetError.Code)] = [
    (
      "the header claims 3 images",
      "H4sIAAAAAAACA2Ng4GBmYGAAYRkoHgWjYBRAwf9RMApGARwAAAU5lAwwBgAA", .wrongSize
    ),
    (
      "the header claims 1 image",
      "H4sIAAAAAAACA2Ng4GBmYGBgBGIZKB4Fo2AUQMH/UTAKRgEcAACl87EjMAYAAA==", .wrongSize
    ),
    (
      "the header claims 2³² - 1 images",
      "H4sIAAAAAAACA2Ng4GD+DwQMDAwyUDwKRsEogIL/o2AUjAI4AABiU6muMAYAAA==", .wrongSize
    ),
    (
      "the product of the dimensions overflows",
      "H4sIAAAAAAACA2Ng4GD+jwQYRsEoGAVw8H8UjIJRAAcA0SGGwTAGAAA=", .wrongSize
    ),
    (
      "images of 28×27 pixels",
      "H4sIAAAAAAACA2Ng4GBmYGBgAmIZIJZmGAWjYBSMglEwrAEAH7VS1vgFAAA=", .wrongFormat
    ),
    (
      "elements are floats",
      "H4sIAAAAAAACA2Ng4GVmYGBgAmIZKB4Fo2AUQMH/UTAKRgEcAAC4ETqzMAYAAA==", .wrongFormat
    ),
    ("the header ends early", "H4sIAAAAAAACA2Ng4AAAIFGa8QMAAAA=", .wrongFormat),
    ("nothing inside", "H4sIAAAAAAACAwMAAAAAAAAAAAA=", .wrongFormat),
    ("no gzip stream", "AAAIAwAAAAIAAAAcAAAAHAAA", .damagedStream),
    ("no bytes", "", .damagedStream),
  ]
}

@Suite struct IDXFileTests {
  @Test("oracle: two images and three labels")
  func good() throws {
    try withFolder(images: Fixture.good, labels: Fixture.labels) { folder in
      let images = try FashionMNIST.images(.test, first: 2, in: folder)
      #expect(images.row(0).allSatisfy { $0 == 0 } && images.row(1).allSatisfy { $0 == 1 })
      #expect(try FashionMNIST.labels(.test, first: 3, in: folder) == [9, 0, 3])
      #expect(try FashionMNIST.labels(.test, first: 1, in: folder) == [9])
    }
  }

  @Test("hostile: files that are not what they claim", arguments: Fixture.bad)
  func bad(_ reason: String, file: String, code: DatasetError.Code) throws {
    try withFolder(images: file) { folder in
      let error = #expect(throws: DatasetError.self) {
        try FashionMNIST.images(.test, first: 1, in: folder)
      }
      #expect(error?.code == code, "\(reason)")
      #expect(error?.description.contains("t10k-images-idx3-ubyte.gz") == true)
    }
  }

  @Test("hostile: a stream cut off at any byte, or with a flipped one")
  func damage() throws {
    let whole = try #require(Data(base64Encoded: Fixture.good))
    for end in 0..<whole.count {
      try withFolder(images: whole.prefix(end).base64EncodedString()) { folder in
        #expect(throws: DatasetError.self) {
          try FashionMNIST.images(.test, first: 2, in: folder)
        }
      }
    }
    var flipped = whole
    flipped[whole.count - 6] ^= 1  // in the checksum
    try withFolder(images: flipped.base64EncodedString()) { folder in
      let error = #expect(throws: DatasetError.self) {
        try FashionMNIST.images(.test, first: 2, in: folder)
      }
      #expect(error?.code == .damagedStream)
    }
  }

  @Test("hostile: a label above 9")
  func label() throws {
    try withFolder(labels: Fixture.labelTen) { folder in
      let error = #expect(throws: DatasetError.self) {
        try FashionMNIST.labels(.test, first: 3, in: folder)
      }
      #expect(error?.code == .wrongFormat)
      let first = try FashionMNIST.labels(.test, first: 1, in: folder)
      #expect(first == [9])
    }
  }

  @Test("hostile: a missing file says what to install")
  func missing() {
    let error = #expect(throws: DatasetError.self) {
      try FashionMNIST.images(.train, first: 1, in: "/no/such/folder")
    }
    #expect(error?.code == .missingFile)
    #expect(error?.file == "/no/such/folder/train-images-idx3-ubyte.gz")
    #expect(error?.description.contains("install the Debian package dataset-fashion-mnist") == true)
  }

  @Test("law: LOWRANK_DATA names the folder of data sets")
  func environment() async {
    await #expect(processExitsWith: .success) {
      setenv("LOWRANK_DATA", "/elsewhere", 1)
      let error = #expect(throws: DatasetError.self) { try FashionMNIST.labels(.test, first: 1) }
      #expect(error?.file == "/elsewhere/fashion-mnist/t10k-labels-idx1-ubyte.gz")
    }
  }

  /// A folder with the test part's files, given in base 64, while `body` runs.
  private func withFolder(
    images: String? = nil, labels: String? = nil, _ body: (String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lowrank-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (kind, text) in [("images-idx3", images), ("labels-idx1", labels)] {
      guard let text else { continue }
      let data = try #require(Data(base64Encoded: text))
      try data.write(to: folder.appendingPathComponent("t10k-\(kind)-ubyte.gz"))
    }
    try body(folder.path)
  }
}
