// swift-tools-version: 6.3
import PackageDescription

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioTestUtils = Target.Dependency.product(name: "NIOTestUtils", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// One entry per target: a layer may import only what it declares, and only from layers below (`.ci/check-imports`).
let package = Package(
    name: "kubemon",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        // Without traits: they would link all of Foundation.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        // Layer 0: the doors to C: system calls, ncurses, what runs inside signal handlers.
        .target(name: "CLinux"),
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CTerminal"),
        // Layer 1: what is measured; what a screen is made of; threads.
        .target(name: "KubemonMetrics"),
        .target(name: "KubemonScreen"),
        .target(name: "KubemonSystem", dependencies: ["CLinux"]),
        // Layer 2: kernel files into rows, what travels, what is known of the fleet, what is recorded, the terminal, what
        // container runtimes say.
        .target(name: "KubemonProcFS", dependencies: ["KubemonMetrics"]),
        .target(
            name: "KubemonProtocol", dependencies: ["KubemonMetrics", deque, nioCore, protobuf],
            exclude: ["kubemon.proto"]),
        .target(name: "KubemonRecording", dependencies: ["KubemonMetrics", "CZlib"]),
        .target(name: "KubemonRuntimes", dependencies: [nioCore, nioPosix, nioHTTP]),
        .target(name: "KubemonStore", dependencies: ["KubemonMetrics"]),
        .target(name: "KubemonTerminal", dependencies: ["KubemonScreen", "CNcurses", "CTerminal"]),
        // Layer 3: one sample of a machine; connections; what a monitor keeps on disk; what the console shows and does; an
        // invented fleet to show.
        .target(name: "KubemonDashboard", dependencies: ["KubemonMetrics", "KubemonStore", "KubemonScreen"]),
        .target(name: "KubemonDemo", dependencies: ["KubemonMetrics", "KubemonStore"]),
        .target(
            name: "KubemonSampling",
            dependencies: ["KubemonMetrics", "KubemonSystem", "KubemonProcFS", "KubemonRuntimes", "CLinux", deque]),
        .target(
            name: "KubemonSpool", dependencies: ["KubemonMetrics", "KubemonProtocol", "KubemonRecording", nioCore]),
        .target(name: "KubemonTransport", dependencies: ["KubemonProtocol", nioCore, nioPosix, nioSSL, nioTLS]),
        // The fleet at an earlier time: key groups since start, recordings.
        .target(
            name: "KubemonHistory",
            dependencies: ["KubemonMetrics", "KubemonSystem", "KubemonProtocol", "KubemonRecording", "KubemonStore"]),
        // Layer 4: the monitor, the collector, the console's loop.
        .target(
            name: "KubemonAgent",
            dependencies: [
                "KubemonMetrics", "KubemonSystem", "KubemonProtocol", "KubemonRecording", "KubemonSampling",
                "KubemonSpool", "KubemonTransport", "CLinux", logging, nioCore, nioPosix,
            ]),
        .target(
            name: "KubemonCollector",
            dependencies: [
                "KubemonMetrics", "KubemonSystem", "KubemonProtocol", "KubemonStore", "KubemonRecording",
                "KubemonTransport", "KubemonHistory", logging, nioCore, nioPosix,
            ]),
        .target(
            name: "KubemonConsole",
            dependencies: [
                "KubemonMetrics", "KubemonScreen", "KubemonSystem", "KubemonProtocol", "KubemonStore",
                "KubemonTerminal", "KubemonDashboard", "KubemonTransport", "KubemonHistory", nioCore, nioPosix,
            ]),
        // Layer 5: the program; the benchmarks of `make bench` (development only).
        .executableTarget(
            name: "kubemon",
            dependencies: [
                "KubemonMetrics", "KubemonSystem", "KubemonProtocol", "KubemonRecording", "KubemonStore",
                "KubemonTerminal", "KubemonDashboard", "KubemonRuntimes", "KubemonSampling", "KubemonSpool",
                "KubemonTransport", "KubemonAgent", "KubemonCollector", "KubemonConsole", "KubemonHistory",
                "KubemonScreen", "KubemonDemo", "CLinux",
                argumentParser, logging, nioPosix,
            ]),
        .executableTarget(
            name: "kubemon-bench",
            dependencies: [
                "KubemonMetrics", "KubemonSampling", "KubemonProtocol", "KubemonStore", "KubemonRecording",
                "KubemonTransport", "KubemonScreen", "KubemonDashboard", "CBench", "CAllocations", nioCore, nioPosix,
            ]),
        .target(name: "CBench"),

        .testTarget(name: "KubemonMetricsTests", dependencies: ["KubemonMetrics"]),
        .testTarget(
            name: "KubemonProtocolTests", dependencies: ["KubemonMetrics", "KubemonProtocol", nioCore, nioTestUtils]),
        .testTarget(
            name: "KubemonCollectorTests",
            dependencies: [
                "KubemonMetrics", "KubemonSystem", "KubemonProtocol", "KubemonRecording", "KubemonSpool",
                "KubemonStore", "KubemonTransport", "KubemonHistory", "KubemonAgent", "KubemonCollector", "Synthetic",
                "ForwardingFiles", logging, nioCore, nioPosix,
            ]),
        .testTarget(
            name: "KubemonTransportTests",
            dependencies: ["KubemonTransport", "KubemonProtocol", nioCore, nioEmbedded, nioPosix, nioSSL]),
        // Samples whose values are known beforehand, and a monitor that sends them: for tests of what is recorded.
        .target(name: "Synthetic", dependencies: ["KubemonMetrics", "KubemonAgent"], path: "Tests/Support/Synthetic"),
        .executableTarget(
            name: "synthetic-monitor", dependencies: ["KubemonAgent", "KubemonTransport", "Synthetic", logging],
            path: "Tests/SyntheticMonitor"),
        // Drives the built program; see Tests/EndToEnd.
        .testTarget(name: "ProgramTests", dependencies: ["kubemon", "KubemonTransport", "synthetic-monitor", logging]),
        .testTarget(
            name: "KubemonRecordingTests",
            // Spools are tested here too: on the same dying disk.
            dependencies: [
                "KubemonRecording", "KubemonMetrics", "KubemonProtocol", "KubemonSpool", "ForwardingFiles", nioCore,
            ],
            exclude: ["Golden"]),
        .target(name: "ForwardingFiles", dependencies: ["KubemonRecording"], path: "Tests/Support/Files"),
        .testTarget(
            name: "KubemonHistoryTests",
            dependencies: [
                "KubemonMetrics", "KubemonSystem", "KubemonProtocol", "KubemonStore", "KubemonRecording",
                "KubemonHistory", nioCore,
            ]),
        .testTarget(name: "KubemonStoreTests", dependencies: ["KubemonMetrics", "KubemonStore", "CAllocations"]),
        .testTarget(name: "KubemonScreenTests", dependencies: ["KubemonScreen"]),
        .testTarget(name: "KubemonTerminalTests", dependencies: ["KubemonTerminal", "KubemonScreen"]),
        .testTarget(
            name: "KubemonDashboardTests",
            dependencies: ["KubemonMetrics", "KubemonStore", "KubemonScreen", "KubemonDashboard", "KubemonDemo"],
            exclude: ["Snapshots"]),
        .testTarget(name: "KubemonProcFSTests", dependencies: ["KubemonMetrics", "KubemonProcFS", "CAllocations"]),
        .testTarget(
            name: "KubemonSamplingTests",
            dependencies: ["KubemonMetrics", "KubemonProcFS", "KubemonRuntimes", "KubemonSampling", "CAllocations"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "KubemonRuntimesTests", dependencies: ["KubemonRuntimes", nioCore, nioPosix, nioHTTP],
            exclude: ["Fixtures"]),
        .target(name: "CAllocations", path: "Tests/Support/CAllocations"),
        // Bytes from outside, for libFuzzer (`make fuzz`) and, with the corpus, for every test run.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "KubemonMetrics", "KubemonProcFS", "KubemonProtocol", "KubemonRecording", "KubemonRuntimes",
                "KubemonSampling", "KubemonScreen", "KubemonTerminal", "KubemonStore", "KubemonHistory",
                "KubemonDashboard", "KubemonSpool", "KubemonTransport", nioCore,
            ],
            path: "Tests/Fuzz/Targets"),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Replay"),
    ]
)

// Has no main but libFuzzer's, so nothing else can link it.
if Context.environment["KUBEMON_FUZZ"] == "1" {
    package.targets.append(
        .executableTarget(name: "kubemon-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Main"))
}

// `make tsan`: the sanitizer must be told what the standard library's Mutex does.
if Context.environment["KUBEMON_TSAN"] == "1" {
    for target in package.targets where target.type == .test { target.dependencies.append("CThreadSanitizer") }
    package.targets.append(.target(name: "CThreadSanitizer", path: "Tests/Support/ThreadSanitizer"))
}

// `make asan`: without BoringSSL, whose build under a sanitizer takes longer than all the rest, and what needs it.
if Context.environment["KUBEMON_ASAN"] == "1" {
    let needTLS: Set = [
        "KubemonTransport", "KubemonAgent", "KubemonCollector", "KubemonConsole", "kubemon", "kubemon-bench",
        "KubemonTransportTests", "KubemonCollectorTests", "Synthetic", "synthetic-monitor", "ProgramTests",
        "FuzzTargets", "FuzzTests",
    ]
    package.targets.removeAll { needTLS.contains($0.name) }
}

// `make check` makes every warning an error; elsewhere the next compiler's warnings must not break a build.
let isStrict = Context.environment["KUBEMON_STRICT"] == "1"

for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings =
        [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])
}
