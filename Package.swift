// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Every Swift target sees exactly the modules it imports, and says which of them it shows on.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// libxsmm and SLEEF exist for some processors only; the boundary falls back to BLAS and libm.
func has(_ header: String) -> Bool {
  ["/usr/include", "/usr/local/include", "/usr/include/x86_64-linux-gnu"]
    .contains { FileManager.default.fileExists(atPath: "\($0)/\(header)") }
}

var numericLibraries: [LinkerSetting] = [
  .linkedLibrary("openblas", .when(platforms: [.linux])),
  .linkedLibrary("lapacke", .when(platforms: [.linux])),
  .linkedFramework("Accelerate", .when(platforms: [.macOS])),
]
if has("libxsmm.h") { numericLibraries.insert(.linkedLibrary("xsmm"), at: 0) }
if has("sleef.h") { numericLibraries.append(.linkedLibrary("sleef")) }

func swift(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func test(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["_TestSupport"], exclude: exclude,
    swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "LowRankBias",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "LowRankBias", targets: ["LowRankBias"]),
    .executable(name: "lowrank", targets: ["lowrank"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // MARK: Foreign code, one boundary each
    .target(
      name: "CBLAS",
      exclude: ["README.md"],
      cSettings: (has("libxsmm.h") ? [.define("LOWRANK_HAS_XSMM", to: "1")] : [])
        + (has("sleef.h") ? [.define("LOWRANK_HAS_SLEEF", to: "1")] : []),
      linkerSettings: numericLibraries),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(
      name: "CCrypto", linkerSettings: [.linkedLibrary("crypto", .when(platforms: [.linux]))]),
    .target(name: "CSystem"),

    // MARK: Science
    swift("Randomness", ["CBLAS"]),
    swift("Tensors", ["CBLAS", "Randomness"]),
    swift("Statistics", ["Randomness"]),
    swift("Spectra", ["CBLAS", "Randomness", "Tensors"]),
    swift("Theory", ["CBLAS", "Spectra", "Statistics", "Tensors"]),
    swift("Recovery", ["CBLAS", "Randomness", "Spectra", "Statistics", "Tensors", "Theory"]),
    swift("Checkpoints", ["CBLAS", "CCrypto", "CSystem", "CZlib", "Tensors"]),
    swift("Datasets", ["CZlib", "Randomness", "Spectra", "Tensors"]),
    swift("Networks", ["CBLAS", "Randomness", "Spectra", "Tensors", "Theory"]),
    swift("Training", ["CBLAS", "Networks", "Randomness", "Spectra", "Tensors"]),

    // MARK: Mechanism
    swift("Runs", ["Checkpoints", "Randomness"]),
    swift("Charts", []),

    // MARK: Jobs
    swift(
      "Experiments",
      [
        "Charts", "Datasets", "Networks", "Randomness", "Recovery", "Runs", "Spectra", "Statistics",
        "Tensors", "Theory", "Training",
      ]),
    swift(
      "TrainingRuns",
      [
        "Charts", "Checkpoints", "Datasets", "Networks", "Randomness", "Runs", "Spectra",
        "Statistics", "Tensors", "Training",
      ]),

    swift(
      "RecoveryRuns",
      [
        "Charts", "Checkpoints", "Datasets", "Randomness", "Recovery", "Runs", "Statistics",
        "Tensors",
      ]),

    swift(
      "Auditing",
      [
        "Checkpoints", "Randomness", "Runs", "Spectra", "Statistics", "Tensors", "Theory",
      ]),

    // MARK: Surface
    swift("Reporting", ["Charts", "Runs"]),
    swift(
      "LowRankCommands",
      [
        argumentParser, "Auditing", "Charts", "Checkpoints", "Datasets", "Experiments", "Networks",
        "Recovery", "RecoveryRuns", "Reporting", "Runs", "Spectra", "Statistics", "Tensors",
        "Theory", "Training", "TrainingRuns",
      ]),
    .executableTarget(
      name: "lowrank", dependencies: ["LowRankCommands"], swiftSettings: strict),
    swift(
      "LowRankBias",
      [
        "Auditing", "Charts", "Checkpoints", "Datasets", "Experiments", "Networks", "Randomness",
        "Recovery", "RecoveryRuns", "Reporting", "Runs", "Spectra", "Statistics", "Tensors",
        "Theory", "Training", "TrainingRuns",
      ]),

    // MARK: Tests
    .target(
      name: "_TestSupport", dependencies: ["Tensors", "Randomness"], path: "Tests/_TestSupport",
      swiftSettings: strict),
    test("RandomnessTests", ["Randomness", "Statistics"]),
    test("TensorsTests", ["Tensors", "Randomness"]),
    test("StatisticsTests", ["Statistics", "Randomness"]),
    test("SpectraTests", ["Spectra", "Statistics", "Tensors", "Randomness"]),
    test("TheoryTests", ["Theory", "Spectra", "Statistics", "Tensors", "Randomness"]),
    test(
      "RecoveryTests", ["Recovery", "Randomness", "Spectra", "Statistics", "Tensors", "Theory"]),
    test("CheckpointsTests", ["Checkpoints", "Tensors"]),
    test("DatasetsTests", ["Datasets", "Spectra", "Tensors", "Randomness"]),
    test("NetworksTests", ["Networks", "Spectra", "Tensors", "Theory", "Randomness"]),
    test("TrainingTests", ["Training", "Networks", "Randomness", "Spectra", "Tensors"]),
    test("RunsTests", ["Runs", "Randomness", "Statistics"]),
    test("ChartsTests", ["Charts"]),
    test("ReportingTests", ["Auditing", "Charts", "Reporting", "Runs"]),
    test(
      "ExperimentsTests",
      ["Experiments", "Runs", "Charts", "Randomness", "Theory", "Training"]),
    test(
      "TrainingRunsTests",
      [
        "Charts", "Checkpoints", "Networks", "Runs", "Spectra", "Tensors", "Training",
        "TrainingRuns",
      ]),
    test(
      "RecoveryRunsTests",
      [
        "Checkpoints", "Datasets", "Randomness", "Recovery", "RecoveryRuns", "Runs", "Tensors",
        "Theory",
      ]),
    test(
      "AuditingTests",
      [
        "Auditing", "Checkpoints", "Randomness", "Runs", "Spectra", "Statistics", "Tensors",
        "Theory",
      ], exclude: ["Reference"]),
    test("CommandLineTests", ["Checkpoints", "Tensors"], exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)

// Built on demand only: see Fuzzing/README.md.
if Context.environment["LOWRANK_FUZZING"] != nil {
  let fuzzers = ["fuzz-safetensors", "fuzz-npy", "fuzz-zip", "fuzz-pickle", "fuzz-index"]
  package.targets.append(
    .target(
      name: "FuzzingSupport", dependencies: ["Checkpoints", "Tensors"], path: "Fuzzing/Support",
      swiftSettings: strict))
  package.targets += fuzzers.map { name in
    .executableTarget(
      name: name, dependencies: ["Checkpoints", "FuzzingSupport"], path: "Fuzzing/Targets/\(name)",
      swiftSettings: strict)
  }
}
