import Tensors
import Testing

@Suite struct BLASTests {
  @Test("law: the library names its kernels and its build")
  func names() {
    #expect(!BLAS.kernel.isEmpty)
    #expect(!BLAS.configuration.isEmpty)
    #expect(BLAS.smallProductTarget?.isEmpty != true)
  }
}
