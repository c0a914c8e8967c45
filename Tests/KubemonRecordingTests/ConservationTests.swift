import Glibc
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import Testing

/// R18: no single fault loses a taken sample undeclared, and none twice. Here with many faults in one run.
@Suite("Conservation")
struct ConservationTests {
    /// Monitors with and without a spool, a collector, their disks, and what happens to them.
    private final class World {
        let time = FixedTime(Sample.origin * Sample.interval + 700_000_000)
        var random: SplitMix
        var slot = Sample.origin
        let monitors: [SimulatedMonitor]
        let collector: SimulatedCollector
        /// The slot from which on the last monitor is there.
        let joinsAt: UInt64

        init(seed: UInt64) throws {
            random = SplitMix(state: seed)
            monitors = [
                SimulatedMonitor("a", epoch: 1000, files: MemoryFiles()),
                SimulatedMonitor("b", epoch: 2000, files: MemoryFiles()),
                SimulatedMonitor("c", epoch: 3000, files: nil),
                SimulatedMonitor("late", epoch: 4000, files: MemoryFiles()),
            ]
            monitors[1].capacity = 60_000
            // A group that is closed before it is acknowledged is lost, often when part of it has rows already.
            monitors[2].capacity = 1
            for monitor in monitors { try monitor.start() }
            joinsAt = Sample.origin + 1 + random.next() % 150
            collector = try SimulatedCollector(files: MemoryFiles(), time: time, expected: ["a", "b", "c"])
        }

        func below(_ bound: UInt64) -> UInt64 { random.next() % bound }

        private var loss: MemoryFiles.Loss {
            switch below(3) {
            case 0: .unsynchronized
            case 1: .some(seed: random.next())
            default: .nothing
            }
        }

        /// One random thing happens.
        func step() throws {
            let monitor = monitors[Int(below(slot < joinsAt ? 3 : 4))]
            switch below(20) {
            case 0...6: sample()
            case 7: collector.cut(monitor.node)
            case 8...10:
                if !collector.isConnected(to: monitor.node) { try guarded { try self.collector.connect(monitor) } }
            case 11...13: try guarded { try self.collector.receive(from: monitor.node, limit: 1 + Int(self.below(40))) }
            case 14: try guarded { try self.collector.commit() }
            case 15: try restartCollector()
            case 16:
                // Whoever has a spool may be killed; without one it is a gap.
                collector.cut(monitor.node)
                monitor.kill(.nothing)
                // On a disk that fails it does not start at all; whoever starts it tries again.
                monitor.files?.faults = [:]
                try monitor.start()
            case 17: breakDisk(of: monitor)
            case 18:
                collector.files.faults = [
                    collector.files.calls + 1 + Int(below(4)): .error(below(2) == 0 ? EIO : ENOSPC)
                ]
            default: monitor.synchronize()
            }
            guard !collector.isRecording else { return }
            collector.files.faults = [:]
            try collector.recover()
        }

        func sample() {
            slot += 1
            time.set(slot * Sample.interval + 2_000_000)
            for monitor in monitors where monitor.node != "late" || slot >= joinsAt {
                monitor.sample(slot)
                monitor.settle()
            }
        }

        private func breakDisk(of monitor: SimulatedMonitor) {
            guard let files = monitor.files else { return }
            let fault: MemoryFiles.Fault = [.error(EIO), .error(ENOSPC), .short][Int(below(3))]
            files.faults = [files.calls + 1 + Int(below(6)): fault]
        }

        /// A disk that fails interrupts; the recorder recovers and asks again.
        private func guarded(_ body: () throws -> Void) throws {
            do { try body() } catch RecordingError.interrupted {
                collector.files.faults = [:]
                try collector.recover()
            }
        }

        private func restartCollector() throws {
            // Sometimes it dies in the middle of a call.
            if below(2) == 0 {
                collector.files.diesAt = collector.files.calls + 1 + Int(below(5))
                try? collector.receive(from: "a", limit: 30)
                try? collector.commit()
            }
            collector.files.faults = [:]
            try collector.restart(loss)
        }

        /// Everything works again, and the recording is stopped.
        func finish() throws -> RecordingSummary.State {
            for monitor in monitors { monitor.files?.faults = [:] }
            collector.files.faults = [:]
            sample()
            let last = slot
            func connect() throws {
                for monitor in monitors where monitor.node != "late" || slot >= joinsAt {
                    monitor.settle()
                    collector.cut(monitor.node)
                    try collector.connect(monitor)
                }
            }
            try connect()
            try collector.writer.stop(at: last)
            // A spool with many runs connects more than once.
            for _ in 0..<3 where !collector.writer.isDrained {
                try connect()
                for monitor in monitors { try collector.receive(from: monitor.node, limit: .max) }
                try collector.commit()
            }
            return try collector.writer.finish()
        }
    }

    @Test(
        "R18: after random kills, cuts, failing disks and power cuts every taken sample is one row or in a declared gap",
        arguments: 0..<UInt64(getenv("SEEDS").flatMap { Int(String(cString: $0)) } ?? 25))
    func nothingIsLost(offset: UInt64) throws {
        let base = getenv("SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0..<1 << 32)
        let seed = base + offset
        let comment: Comment = "SEED=\(seed) SEEDS=1"
        let world = try World(seed: seed)
        for _ in 0..<400 { try world.step() }
        #expect(try world.finish() == .complete, comment)
        let path = "/data/" + SimulatedCollector.name
        #expect(RecordingVerifier.verify(path, files: world.collector.files) == [], comment)
        for monitor in world.monitors { try check(monitor, world, path, comment) }
    }

    private func check(_ monitor: SimulatedMonitor, _ world: World, _ path: String, _ comment: Comment) throws {
        let first = monitor.node == "late" ? world.joinsAt : Sample.origin + 1
        guard first <= world.slot else { return }
        let window = first...world.slot
        var rows: Set<UInt64> = []
        for table in ["nodes.csv", "disks.csv"] {
            rows = []
            for row in try Lab.rows(of: path, table, files: world.collector.files) where row["node"] == monitor.node {
                let metrics = Schema.of(table == "nodes.csv" ? .node : .disk).metrics
                let slot = try #require(UInt64(row[metrics[1].column] ?? ""), comment)
                #expect(row[metrics[0].column] == String(SimulatedMonitor.value(monitor.node, slot)), comment)
                #expect(row["time"] == Lab.text(slot * Sample.interval), comment)
                #expect(rows.insert(slot).inserted, "slot \(slot) of \(monitor.node) twice, \(comment)")
                #expect(window.contains(slot), comment)
            }
        }
        var declared: Set<UInt64> = []
        for row in try Lab.rows(of: path, "events.csv", files: world.collector.files)
        where row["kind"] == "gap" && row["node"] == monitor.node && row["gap_first"] != "" {
            for slot in window
            where (row["gap_first"] ?? "") <= Lab.text(slot * Sample.interval)
                && Lab.text(slot * Sample.interval) <= (row["gap_last"] ?? "")
            {
                #expect(declared.insert(slot).inserted, "slot \(slot) of \(monitor.node) lost twice, \(comment)")
            }
        }
        #expect(rows.isDisjoint(with: declared), comment)
        #expect(rows.union(declared) == Set(window), "\(monitor.node), \(comment)")
        // With a spool that works nothing is lost at all.
        guard monitor.files != nil, !monitor.mayHaveLost else { return }
        #expect(declared.isEmpty, "\(monitor.node) lost \(declared.sorted()), \(comment)")
    }
}
