import Randomness
import Testing

@Suite struct SipHashTests {
  /// Inputs 00 01 02 …, key 00 01 … 0f: `vectors_sip128` of the authors' reference code.
  @Test(
    "oracle: published vectors of the 128-bit form",
    arguments: [
      (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
      (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
    ])
  func publishedVector(length: UInt8, digest: String) {
    #expect(hex(SipHash.hash(0..<length, key: key)) == digest)
  }

  @Test("oracle: OpenSSL 3.0 on a path and on 17 bytes")
  func openSSL() {
    let path = "20230301/rank-density/linear/depth-4/weights"
    #expect(hex(SipHash.hash(path.utf8)) == "471246528fb408b928320f7dd4cf6f3f")
    #expect(
      hex(SipHash.hash(Array(0..<15) + [0x0f, 0x10], key: key))
        == "473d06e8738db89854c066c47ae47740")
  }

  private let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)

  private func hex(_ hash: (UInt64, UInt64)) -> String {
    [hash.0, hash.1].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
