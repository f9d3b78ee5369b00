import Auditing
import Testing

@Suite("Coverage")
struct CoverageTests {
  @Test("law: every tensor is analysed, excluded or skipped")
  func sum() {
    let coverage = Coverage(
      tensors: 3, analysed: 1,
      reasons: [
        .init(name: "bias", cause: .vector),
        .init(name: "lost", cause: .missingShard("b.safetensors")),
      ], parameters: 12, parametersAnalysed: 6)
    #expect(coverage.analysed + coverage.excluded + coverage.skipped == coverage.tensors)
    #expect(!coverage.isComplete)
  }

  @Test("hostile: a tensor that nothing accounts for is a bug that shows")
  func gap() async {
    await #expect(processExitsWith: .failure) {
      _ = Coverage(tensors: 2, analysed: 1, reasons: [], parameters: 0, parametersAnalysed: 0)
    }
  }
}
