import Glibc

/// The benchmarks by name. Each prints one line with what it measured.
let benches: [(name: String, run: () throws -> Void)] = [
    ("node-tick", NodeTick.run), ("container-tick", ContainerTick.run), ("fleet-ingest", FleetIngest.run),
    ("console-keys", ConsoleKeys.run),
]

/// What another program starts: needs a collector that runs.
let parts: [(name: String, run: () throws -> Void)] = [("fleet-load", FleetLoad.run)]

let wanted = CommandLine.arguments.dropFirst()
for name in wanted where !(benches + parts).contains(where: { $0.name == name }) {
    print("kubemon-bench: no bench called \(name); there are: \(benches.map(\.name).joined(separator: ", "))")
    exit(2)
}
for bench in benches where wanted.isEmpty || wanted.contains(bench.name) { try bench.run() }
for part in parts where wanted.contains(part.name) { try part.run() }
