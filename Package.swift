// swift-tools-version: 6.3
import PackageDescription

// One entry per target: a layer may import only what it declares, and only from layers below (`.ci/check-imports`).
let package = Package(
    name: "kubemon",
    targets: [
        // Layer 0: the only door to ncurses, and what runs inside signal handlers.
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        .target(name: "CTerminal"),
        // Layer 1: what is measured; what a screen is made of.
        .target(name: "KubemonMetrics"),
        .target(name: "KubemonScreen"),
        // Layer 2: what is known of the fleet; the full-screen terminal.
        .target(name: "KubemonStore", dependencies: ["KubemonMetrics"]),
        .target(name: "KubemonTerminal", dependencies: ["KubemonScreen", "CNcurses", "CTerminal"]),
        // Layer 3: what the console shows and does.
        .target(name: "KubemonDashboard", dependencies: ["KubemonMetrics", "KubemonStore", "KubemonScreen"]),

        .testTarget(name: "KubemonMetricsTests", dependencies: ["KubemonMetrics"]),
        .testTarget(name: "KubemonScreenTests", dependencies: ["KubemonScreen"]),
        .testTarget(name: "KubemonTerminalTests", dependencies: ["KubemonTerminal", "KubemonScreen"]),
        // A fleet of invented machines, for tests and pictures.
        .target(
            name: "DashboardFixtures", dependencies: ["KubemonMetrics", "KubemonStore"], path: "Tests/DashboardFixtures"
        ),
        // The console over that fleet: tests drive it through a terminal, and it draws the pictures.
        .executableTarget(
            name: "console-demo",
            dependencies: [
                "KubemonMetrics", "KubemonStore", "KubemonScreen", "KubemonTerminal", "KubemonDashboard",
                "DashboardFixtures",
            ],
            path: "Tests/ConsoleDemo"),
        .testTarget(
            name: "KubemonDashboardTests",
            dependencies: ["KubemonMetrics", "KubemonStore", "KubemonScreen", "KubemonDashboard", "DashboardFixtures"],
            exclude: ["Snapshots"]),
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
