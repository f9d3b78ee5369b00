public import Randomness
import Spectra
public import Tensors

/// Samples of a linear teacher without noise: `Y = X W*ᵀ`, rows of `X` independent N(0, I).
///
/// Everything is drawn and multiplied in double precision and rounded once, so that tasks of one
/// path in float32 and float64 are the same task.
///
/// - Source: this package's reading of the least-squares experiments of Huh et al. (TMLR 2023).
public struct RegressionTask<Scalar: MatrixScalar>: Sendable {
  /// The map that the targets come from.
  public let teacher: LinearTeacher
  /// `X`, shape `(m, n)`.
  public let trainInputs: Matrix<Scalar>
  /// `Y`, shape `(m, n)`.
  public let trainTargets: Matrix<Scalar>
  /// The inputs of the test samples, shape `(m_test, n)`.
  public let testInputs: Matrix<Scalar>
  /// The targets of the test samples, shape `(m_test, n)`.
  public let testTargets: Matrix<Scalar>
  /// The mean square of the training targets, `‖Y‖²_F / (m n)`: what losses are relative to.
  public let targetVariance: Double

  /// Draws a task.
  ///
  /// - Parameters:
  ///   - teacher: The map to learn, `(n, n)`.
  ///   - trainingSamples: m ≥ 1; under-determined for m < n. The first samples do not depend on m.
  ///   - testSamples: m_test ≥ 1.
  ///   - path: The path of the draws; they use its components `train` and `test`.
  /// - Complexity: O((m + m_test) n²).
  @inlinable public init(
    teacher: LinearTeacher, trainingSamples: Int, testSamples: Int = 256, path: SeedPath
  ) {
    let train = Samples(trainingSamples, of: teacher, path: path / "train")
    let test = Samples(testSamples, of: teacher, path: path / "test")
    self.teacher = teacher
    trainInputs = train.inputs.converted(to: Scalar.self)
    trainTargets = train.targets.converted(to: Scalar.self)
    testInputs = test.inputs.converted(to: Scalar.self)
    testTargets = test.targets.converted(to: Scalar.self)
    targetVariance = train.targetVariance
  }

  /// Where gradient descent on one weight matrix ends: `W* P + W₀ (I - P)`.
  ///
  /// `P` is the projector on the row space of `X`. Gradients lie in it, so what `W₀` does outside
  /// stays; inside, the loss has its only minimum at `W*`. Holds for every method whose steps are
  /// combinations of gradients (momentum, Nesterov, L-BFGS), not for elementwise scaling (Adam).
  /// If the entries of `W₀` have variance 1/n and m ≤ n, its test loss `‖X W_eᵀ - Y‖²_F / (m n)` is
  /// `(1 - m/n)(‖W*‖²_F + ‖W₀‖²_F)/n` in expectation.
  ///
  /// - Parameter start: `W₀`, shape `(n, n)`.
  /// - Returns: Shape `(n, n)`; `W*` for m ≥ n.
  /// - Complexity: O(n³).
  public func depthOneLimit(from start: Matrix<Double>) -> Matrix<Double> {
    let n = teacher.dimension
    precondition(
      start.rows == n && start.columns == n,
      "a start of \(start.rows) x \(start.columns) for a teacher of \(n) x \(n)")
    guard trainInputs.rows < n else { return teacher.weight }
    do {
      // Gaussian rows are independent with probability one, so Q of Xᵀ = Q R spans all of them.
      let q = try QRDecomposition(trainInputs.converted(to: Double.self).transposed).q
      return start + (teacher.weight - start).times(q).times(q, transposing: .right)
    } catch {
      preconditionFailure("Gaussian inputs that are not finite: \(error)")
    }
  }
}
