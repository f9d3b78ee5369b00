/// The whole library under one name: `import LowRankBias`.
@_exported public import Auditing
@_exported public import Charts
@_exported public import Checkpoints
@_exported public import Datasets
@_exported public import Experiments
@_exported public import Networks
@_exported public import Randomness
@_exported public import Recovery
@_exported public import RecoveryRuns
@_exported public import Reporting
@_exported public import Runs
@_exported public import Spectra
@_exported public import Statistics
@_exported public import Tensors
@_exported public import Theory
@_exported public import Training
@_exported public import TrainingRuns
