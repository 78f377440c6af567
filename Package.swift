// swift-tools-version: 6.2
import Foundation
import PackageDescription

// ## Flags
// They change how fast a debug build runs, never a bit: what the bits need stands in the sources, since SwiftPM refuses
// flags in a package that another one depends on by version. So they are given only where this package is built itself;
// a dependency lies in the folder `checkouts` of its user, who builds with `-c release` for speed.
let isDependency = URL(fileURLWithPath: Context.packageDirectory).deletingLastPathComponent().lastPathComponent
  .lowercased().hasSuffix("checkouts")
let fastC: [CSetting] = isDependency ? [] : [.unsafeFlags(["-O3"])]
let fastCXX: [CXXSetting] = isDependency ? [] : [.unsafeFlags(["-O2"])]
let fast: [SwiftSetting] =
  [.enableUpcomingFeature("MemberImportVisibility")]
  + (isDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))])
// Debian's default linker hides the name of an undefined symbol; lld does not.
let link: [LinkerSetting] = [.linkedLibrary("m")] + (isDependency ? [] : [.unsafeFlags(["-use-ld=lld"])])

// EXR files are read and written where OpenEXR is there (libopenexr-dev), and refused with the reason elsewhere.
let hasOpenEXR = FileManager.default.fileExists(atPath: "/usr/include/OpenEXR/openexr.h")
let openEXR: (define: [CSetting], link: [LinkerSetting]) =
  hasOpenEXR ? ([.define("CIMAGES_OPENEXR")], [.linkedLibrary("OpenEXRCore")]) : ([], [])

func tests(_ name: String, of module: String? = nil, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: module ?? name), "TestSupport"] + dependencies,
    swiftSettings: fast)
}

/// Of what only one study uses.
func studyTests(_ name: String, of study: String) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [
      .byName(name: "study-\(study)"), "TestSupport", "HazyDepth", "StudyKit", "World", "Driving", "Pictures",
      "Metrics",
      "Files", "Numerics",
    ], path: "Tests/Studies/\(name)Tests", swiftSettings: fast)
}

/// One line per study: the executable study-NAME, whose versions lie beside its sources. `models`: whether it may use them.
func study(_ name: String, in folder: String = "studies", models: Bool = true) -> Target {
  let models: [Target.Dependency] =
    models ? ["HazyDepth", "Mari", "NN", "World", "Driving", "Pictures", "Metrics"] : []
  return .executableTarget(
    name: "study-\(name)", dependencies: models + ["StudyKit", "Exhibits", "Processes", "Files", "Numerics"],
    path: "\(folder)/\(name)/src", swiftSettings: fast + [.defaultIsolation(MainActor.self)])
}

let package = Package(
  name: "HazyDepth",
  // ## What other packages may depend on: models and data, metrics, studies, the command
  products: [
    .library(name: "HazyDepth", targets: ["HazyDepth", "World", "Driving", "Pictures"]),
    .library(name: "Metrics", targets: ["Metrics"]),
    .library(name: "StudyKit", targets: ["StudyKit", "Exhibits"]),
    .executable(name: "hazydepth", targets: ["hazydepth"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: [
    // ## The ground: C kernels, one source, one target per instruction set, picked at run time
    .target(name: "CKernelInterface", cSettings: fastC),
    .target(name: "CKernelBodies", dependencies: ["CKernelInterface"], cSettings: fastC),
    .target(name: "CKernelsV4", dependencies: ["CKernelBodies"], cSettings: fastC),
    .target(name: "CKernelsV3", dependencies: ["CKernelBodies"], cSettings: fastC),
    .target(name: "CKernelsPlain", dependencies: ["CKernelBodies"], cSettings: fastC),
    .target(
      name: "CKernels",
      dependencies: ["CKernelInterface", "CKernelBodies", "CKernelsV4", "CKernelsV3", "CKernelsPlain"],
      cSettings: fastC, linkerSettings: link),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .target(name: "Numerics", dependencies: ["CKernels", "COpenBLAS"], swiftSettings: fast),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CFiles", cSettings: fastC),
    .target(name: "Files", dependencies: ["Numerics", "CFiles", "CJansson", "CLibCrypto"], swiftSettings: fast),
    .target(name: "Processes", dependencies: ["Files", "Numerics"], swiftSettings: fast),

    // ## Pictures, driving data, the procedural world
    .target(
      name: "CImages", cSettings: fastC + openEXR.define,
      linkerSettings: link + [.linkedLibrary("png"), .linkedLibrary("jpeg"), .linkedLibrary("zip")] + openEXR.link),
    .target(name: "Pictures", dependencies: ["Files", "Numerics", "CImages"], swiftSettings: fast),
    .target(name: "Driving", dependencies: ["Pictures", "Files", "Numerics"], swiftSettings: fast),
    .target(name: "World", dependencies: ["Driving", "Pictures", "Files", "Numerics"], swiftSettings: fast),

    // ## Metrics and statistics: numbers, no tensors, no files
    .target(name: "Metrics", dependencies: ["Numerics", "CKernels"], swiftSettings: fast),

    // ## Tensors, layers, models
    .target(name: "Autograd", dependencies: ["Numerics", "CKernels", "Files"], swiftSettings: fast),
    .target(name: "NN", dependencies: ["Autograd", "Files", "Numerics", "CKernels"], swiftSettings: fast),
    .target(
      name: "Diffusion", dependencies: ["NN", "Autograd", "Driving", "Pictures", "Processes", "Files", "Numerics"],
      swiftSettings: fast),
    .target(
      name: "Mari",
      dependencies: [
        "Diffusion", "NN", "Autograd", "World", "Driving", "Pictures", "Metrics", "Processes", "Files", "Numerics",
      ], swiftSettings: fast),
    .target(
      name: "DepthModels",
      dependencies: [
        "Mari", "Diffusion", "NN", "Autograd", "World", "Driving", "Pictures", "Metrics", "Processes", "Files",
        "Numerics",
      ], swiftSettings: fast),
    .target(name: "HazyDepth", dependencies: ["Mari", "DepthModels", "Diffusion", "NN", "Autograd"]),

    // ## The reference values of others, run through our models: read by the command and by the tests
    .target(
      name: "Golden",
      dependencies: [
        "HazyDepth", "NN", "World", "Driving", "Pictures", "Metrics", "Processes", "Files", "Numerics",
      ],
      swiftSettings: fast),

    // ## Studies: tables, figures, reports; cells, versions
    .target(
      name: "CGnuplot", cxxSettings: fastCXX,
      linkerSettings: link + [.linkedLibrary("boost_iostreams")]),
    .target(
      name: "Exhibits", dependencies: ["CGnuplot", "Driving", "Pictures", "Metrics", "Processes", "Files", "Numerics"],
      swiftSettings: fast),
    .target(name: "Provenance", dependencies: ["Processes", "Files", "Numerics"], swiftSettings: fast),
    .target(
      name: "StudyKit",
      dependencies: [
        "Provenance", "Exhibits", "Driving", "Metrics", "Pictures", "Processes", "Files", "Numerics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Yams", package: "Yams"),
      ], exclude: ["README.md"], swiftSettings: fast),
    .executableTarget(
      name: "regenerate-plots", dependencies: ["StudyKit", "Numerics"], path: "Sources/regenerate-plots",
      swiftSettings: fast),

    // ## The command
    .executableTarget(
      name: "hazydepth",
      dependencies: [
        "HazyDepth", "NN", "Golden", "StudyKit", "Provenance", "Exhibits", "World", "Driving", "Pictures", "Metrics",
        "Processes", "Files", "Numerics", "CKernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/hazydepth-command", swiftSettings: fast),

    // ## The studies
    study("rank-ablation"),
    study("lr-sweep"),
    study("fog-oddity"),
    study("model-comparison"),
    // ## The smallest study, for the tests of reliability: numbers from a seed, no model
    study("toy", in: "Tests/Reliability", models: false),

    // ## What `hazydepth new-study` lays down, to be sure that it builds and runs
    study("first", in: "Tests/NewStudy"),

    // ## Every kind of exhibit, for the test of reports in a browser
    study("showcase", in: "Tests/Report"),

    // ## Benchmarks
    .target(name: "CCountAllocations", path: "benchmarks/CCountAllocations"),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "HazyDepth", "NN", "World", "Driving", "Pictures", "Metrics", "Processes", "Files", "Numerics", "CKernels",
        "CCountAllocations",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "benchmarks/src", swiftSettings: fast),

    // ## Tests
    .target(
      name: "TestSupport",
      dependencies: ["HazyDepth", "NN", "Autograd", "Driving", "Pictures", "Metrics", "Files", "Numerics", "CKernels"],
      path: "Tests/TestSupport", swiftSettings: fast),
    .testTarget(name: "KernelTests", dependencies: ["CKernels", "Numerics", "TestSupport"], swiftSettings: fast),
    tests("Numerics"),
    tests("Files", ["Numerics"]),
    tests("Pictures", ["World", "Files", "Numerics", "CImages"]),
    tests("Driving", ["World", "Metrics", "Pictures", "Files", "Numerics"]),
    tests("World", ["Driving", "Pictures", "Numerics"]),
    tests("Metrics", ["Pictures", "Numerics", "CKernels"]),
    tests("Autograd", ["CKernels"]),
    tests("NN", ["Files", "Numerics"]),
    tests("Diffusion", ["Golden", "HazyDepth", "World", "NN", "Driving", "Pictures", "Files", "Numerics", "CKernels"]),
    tests("Mari", ["HazyDepth", "World", "Driving", "Pictures", "Metrics", "Files", "Numerics", "CKernels"]),
    tests("DepthModels", ["HazyDepth", "World", "Driving", "Pictures", "Metrics", "Files", "Numerics", "CKernels"]),
    tests("Golden"),
    tests("Exhibits", ["StudyKit", "Pictures", "Metrics", "Processes", "Files", "Numerics"]),
    tests("Processes", ["Files"]),
    tests("Provenance", ["Processes", "Files", "Numerics"]),
    tests(
      "StudyKit", ["study-toy", "Provenance", "Exhibits", "Pictures", "Metrics", "Processes", "Files", "Numerics"]),
    tests(
      "Command",
      of: "hazydepth",
      [
        "study-model-comparison", "study-toy", "World", "Driving", "Pictures", "Metrics", "Files", "Numerics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // ## The science of each study
    studyTests("FogOddity", of: "fog-oddity"),
    studyTests("LrSweep", of: "lr-sweep"),
    studyTests("ModelComparison", of: "model-comparison"),
  ],
  cxxLanguageStandard: .cxx17
)
