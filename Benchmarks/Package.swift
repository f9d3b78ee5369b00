// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "LowRankBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "LowRankBias", path: "..")],
  targets: [
    // What this machine can do at all; the denominators of the stage tables.
    .target(name: "MachineLimits"),
    // Our side of each workload, a process that answers requests.
    .executableTarget(
      name: "lowrank-bench",
      dependencies: ["MachineLimits", .product(name: "LowRankBias", package: "LowRankBias")],
      swiftSettings: [
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("ExistentialAny"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
