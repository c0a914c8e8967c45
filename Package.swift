// swift-tools-version: 6.3
import PackageDescription

// One entry per target: a layer may import only what it declares, and only from layers below (`.ci/check-imports`).
let package = Package(
    name: "kubemon",
    targets: [
        // Layer 0: the doors to C.
        .target(name: "CLinux"),
        // Layer 1: what is measured.
        .target(name: "KubemonMetrics"),
        // Layer 2: what is known of the fleet; kernel files into rows.
        .target(name: "KubemonStore", dependencies: ["KubemonMetrics"]),
        .target(name: "KubemonProcFS", dependencies: ["KubemonMetrics"]),
        // Layer 3: one sample of a machine.
        .target(name: "KubemonSampling", dependencies: ["KubemonMetrics", "KubemonProcFS", "CLinux"]),
        // Layer 5: the benchmarks of `make bench` (development only).
        .executableTarget(name: "kubemon-bench", dependencies: ["KubemonMetrics", "KubemonSampling", "CBench"]),
        .target(name: "CBench"),

        .testTarget(name: "KubemonMetricsTests", dependencies: ["KubemonMetrics"]),
        .testTarget(name: "KubemonProcFSTests", dependencies: ["KubemonMetrics", "KubemonProcFS", "CAllocations"]),
        .testTarget(
            name: "KubemonSamplingTests",
            dependencies: ["KubemonMetrics", "KubemonProcFS", "KubemonSampling", "CAllocations"],
            exclude: ["Fixtures"]),
        .target(name: "CAllocations", path: "Tests/Support/CAllocations"),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
