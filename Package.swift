// swift-tools-version: 6.3
import PackageDescription

// One entry per target: a layer may import only what it declares, and only from layers below (`.ci/check-imports`).
let package = Package(
    name: "kubemon",
    targets: [
        // Layer 1: what is measured.
        .target(name: "KubemonMetrics"),
        // Layer 2: what is known of the fleet.
        .target(name: "KubemonStore", dependencies: ["KubemonMetrics"]),
        // Layer 2: recordings, written and read.
        .target(name: "KubemonRecording", dependencies: ["KubemonMetrics"]),

        .testTarget(name: "KubemonMetricsTests", dependencies: ["KubemonMetrics"]),
        .testTarget(name: "KubemonRecordingTests", dependencies: ["KubemonRecording", "KubemonMetrics"]),
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
