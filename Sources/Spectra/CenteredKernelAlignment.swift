import Foundation

/// How much two kernels of the same samples say about each other.
///
/// Estimates from batches of samples add up: sum them first and divide afterwards
/// (``CenteredKernelAlignment``); the mean of ratios is another number.
///
/// - Source: Gretton, Bousquet, Smola and Schölkopf, Measuring statistical dependence with
///   Hilbert-Schmidt norms, 2005, for the biased form; Song, Smola, Gretton, Bedo and Borgwardt,
///   Feature selection via dependence maximization, JMLR 2012, equation 5, for the unbiased one.
public struct HilbertSchmidtIndependence: Sendable, Hashable {
  /// `⟨K_c, L_c⟩/(n−1)²`, at least 0 but for rounding.
  public let biased: Double
  /// `[tr(K̃L̃) + (1ᵀK̃1)(1ᵀL̃1)/((n−1)(n−2)) − 2/(n−2)·1ᵀK̃L̃1]/(n(n−3))`.
  ///
  /// Tildes: the diagonal set to zero. Negative now and then where the kernels are unrelated.
  public let unbiased: Double
  /// What rounding may have done to the unbiased form.
  let rounding: Double

  /// The sum over two batches of samples.
  public static func + (left: Self, right: Self) -> Self {
    HilbertSchmidtIndependence(
      biased: left.biased + right.biased, unbiased: left.unbiased + right.unbiased,
      rounding: left.rounding + right.rounding)
  }
}

/// The similarity of two representations of the same samples by their linear kernels.
///
/// It does not change under rotations of the features, common scales and offsets, and is 1 for a
/// representation and itself. The biased form is useless for few samples: of independent Gaussian
/// features, 200 of 20 samples, it is 0.91, where the unbiased form is 0 on average.
///
/// - Source: Kornblith, Norouzi, Lee and Hinton, Similarity of neural network representations
///   revisited, ICML 2019, equation 4; Nguyen, Raghu and Kornblith, Do wide and deep networks learn the
///   same things, ICLR 2021, section 3, for the unbiased form and its sums over batches.
public struct CenteredKernelAlignment: Sendable, Hashable {
  /// Of the two kernels.
  public let cross: HilbertSchmidtIndependence
  /// Of the first kernel and itself.
  public let first: HilbertSchmidtIndependence
  /// Of the second kernel and itself.
  public let second: HilbertSchmidtIndependence

  /// Compares the samples of one batch, or all there are.
  ///
  /// - Parameters:
  ///   - first: Samples.
  ///   - second: The same samples in the same order.
  /// - Precondition: Both have the same number of samples, at least 4.
  /// - Throws: What prevented reading.
  public init(_ first: CenteredSamples, _ second: CenteredSamples) throws {
    self.init(
      cross: try first.independence(from: second), first: try first.independence(from: first),
      second: try second.independence(from: second))
  }

  /// A comparison from its three terms.
  public init(
    cross: HilbertSchmidtIndependence, first: HilbertSchmidtIndependence,
    second: HilbertSchmidtIndependence
  ) {
    (self.cross, self.first, self.second) = (cross, first, second)
  }

  /// The comparison over both batches of samples: every term is summed.
  public static func + (left: Self, right: Self) -> Self {
    CenteredKernelAlignment(
      cross: left.cross + right.cross, first: left.first + right.first,
      second: left.second + right.second)
  }

  /// `⟨K_c, L_c⟩/(‖K_c‖_F ‖L_c‖_F)`, in `0...1` but for rounding; nil where the features of one side
  /// do not vary, or where squares of squares leave the range of numbers.
  public var biased: Double? {
    Self.ratio(cross.biased, first.biased, second.biased)
  }

  /// `HSIC_u(K, L)/√(HSIC_u(K, K) HSIC_u(L, L))`, which may be negative; nil where a term of one side
  /// with itself is not positive by more than rounding, as of orthogonal samples.
  public var unbiased: Double? {
    guard first.unbiased > first.rounding, second.unbiased > second.rounding else { return nil }
    return Self.ratio(cross.unbiased, first.unbiased, second.unbiased)
  }

  /// The angle `arccos` of ``biased``, clamped to `-1...1`, in `0...π/2`; a distance, unlike the
  /// similarities.
  ///
  /// - Source: Williams, Kunz, Kornblith and Linderman, Generalized shape metrics on neural
  ///   representations, NeurIPS 2021, section 2.4.
  public var distance: Double? { biased.map { acos(min(1, max(-1, $0))) } }

  private static func ratio(_ cross: Double, _ first: Double, _ second: Double) -> Double? {
    guard first > 0, second > 0, [cross, first, second].allSatisfy(\.isFinite) else { return nil }
    return cross / first.squareRoot() / second.squareRoot()
  }
}
