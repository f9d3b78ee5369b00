import Datasets
import Foundation
import Tensors
import Testing

private let installed = "/usr/share/datasets/fashion-mnist"

/// Oracles: the files of the Debian package, read by Python's gzip module.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: installed)))
struct FashionMNISTTests {
  @Test("oracle: the first images, read by Python")
  func firstImages() throws {
    let test = try bytes(FashionMNIST.images(.test, first: 3, in: installed))
    #expect(test[0].reduce(0, +) == 33456 && test[2].reduce(0, +) == 51520)
    #expect([215, 216, 219, 221, 237, 240, 241].map { test[0][$0] } == [3, 1, 7, 37, 1, 27, 84])
    #expect(test[0].prefix(215).allSatisfy { $0 == 0 })
    let train = try bytes(FashionMNIST.images(.train, first: 1, in: installed))
    #expect(train[0].reduce(0, +) == 76247)
    #expect([96, 99, 100, 103, 104].map { train[0][$0] } == [1, 13, 73, 1, 4])
  }

  private func bytes(_ images: Matrix<Double>) -> [[Int]] {
    #expect(images.elements.allSatisfy { (0...1).contains($0) })
    return (0..<images.rows).map { images.row($0).map { Int(($0 * 255).rounded()) } }
  }

  @Test("oracle: labels, and a thousand of each class in the test part")
  func labels() throws {
    let test = try FashionMNIST.labels(.test, first: 10_000, in: installed)
    #expect(test.prefix(10) == [9, 2, 1, 1, 6, 1, 4, 6, 5, 7])
    #expect((0..<10).allSatisfy { label in test.count { $0 == label } == 1000 })
    let train = try FashionMNIST.labels(.train, first: 12, in: installed)
    #expect(train == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9])
  }

  @Test("law: float32 images are the rounded float64 ones")
  func precisions() throws {
    let double = try FashionMNIST.images(.test, first: 5, in: installed)
    let single = try FashionMNIST.images(.test, first: 5, in: installed, as: Float.self)
    #expect(single == double.converted(to: Float.self))
  }

  @Test("hostile: more samples than there are")
  func tooMany() throws {
    let error = #expect(throws: DatasetError.self) {
      try FashionMNIST.images(.test, first: 10_001, in: installed)
    }
    #expect(error?.code == .tooFewSamples)
    #expect(error?.description.contains("10000 samples") == true)
    let none = try FashionMNIST.images(.test, first: 0, in: installed)
    #expect(none.rows == 0 && none.columns == 784)
  }
}
