import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Exporting in the original's layout")
struct OriginalExportTests {
    private static let sda = Entity(
        number: 2, kind: .disk, labels: [.init("disk", "sda"), .init("physical", "yes")])
    private static let virtual = Entity(
        number: 5, kind: .disk, labels: [.init("disk", "dm-0"), .init("physical", "no")])
    private static let lo = Entity(number: 6, kind: .interface, labels: [.init("interface", "lo")])
    private static let pause = container(10, "docker:aaaaaaaaaaaa", "POD")
    private static let app = container(11, "docker:bbbbbbbbbbbb", "app", [.init("pid", "4711")])
    private static let appDisk = Entity(
        number: 12, kind: .containerDisk,
        labels: [.init("container_id", "docker:bbbbbbbbbbbb"), .init("disk", "sda")])
    private static let otherDisk = Entity(
        number: 13, kind: .containerDisk,
        labels: [.init("container_id", "docker:bbbbbbbbbbbb"), .init("disk", "dm-0")])
    private static let process = Entity(
        number: 14, kind: .process,
        labels: [.init("container_id", "docker:bbbbbbbbbbbb"), .init("pid", "4712"), .init("start", "99")])

    /// A container of one pod.
    private static func container(
        _ number: UInt32, _ id: String, _ name: String, _ more: [Entity.Label] = []
    ) -> Entity {
        Entity(
            number: number, kind: .container,
            labels: [
                .init("container_id", id), .init("namespace", "default"), .init("pod", "web-1"),
                .init("container", name), .init("pod_uid", "0351-36"),
            ] + more)
    }

    private static let entities = [
        Sample.node, virtual, sda, Sample.interface, lo, Sample.monitor, pause, app, appDisk, otherDisk, process,
    ]

    /// Every column of the kinds that the original has, each with a value of its own that grows by its own step.
    private static func rows(_ slot: UInt64) -> [(Entity, [String: UInt64])] {
        entities.filter { $0.kind != .monitor }.map { entity in
            var values: [String: UInt64] = [:]
            for metric in Schema.of(entity.kind).metrics where metric.encoding != .letter {
                // Multiples of all units, so that no rounding hides an exchanged one; from the name and not the position,
                // so that a new metric changes nothing.
                let unit: UInt64 = metric.unit == .bytes ? 1 << 20 : metric.unit == .microseconds ? 1_000_000 : 1
                let step = metric.name.utf8.reduce(UInt64(entity.number)) { ($0 * 31 + UInt64($1)) % 9973 }
                values[metric.column] = unit * step * (metric.encoding == .hundredths ? 1 : slot * slot + 1)
            }
            // The pod's network stands with its pause container.
            if entity.number == app.number { values = values.filter { !$0.key.hasPrefix("network_") } }
            return (entity, values)
        }
    }

    private func recording() throws -> Invented {
        var invented = try Invented("node.one", entities: Self.entities)
        for slot in 0..<3 as Range<UInt64> { try invented.tick(slot, Self.rows(slot)) }
        return invented
    }

    @Test("a fixed recording gives these files")
    func matchesGolden() throws {
        let invented = try recording()
        try invented.finish(2)
        let made = try invented.export { $0.layout = .kubemon }
        #expect(
            made.map { "\($0.name) \($0.rows)" } == [
                "DockerMonitor/DockerMonitor_node_one_node.one_k8s_POD_web-1_default_0351-36_aaaaaaaaaaaa.csv 2",
                "DockerMonitor/DockerMonitor_node_one_node.one_k8s_app_web-1_default_0351-36_4711.csv 2",
                "OSMonitor/OSMonitor_node_one_node.one_0.csv 2",
                "ProcessMonitor/ProcessMonitor_node_one_node.one_k8s_app_web-1_default_0351-36_4712.csv 2",
            ])
        for file in made {
            try expectGolden(try #require(invented.lab.files.bytes("out/" + file.name)), "export-kubemon/" + file.name)
        }
    }

    @Test(
        "columns and their order are those of the original",
        arguments: [
            (
                "OSMonitor", 49,
                "cpu_stat_ctx_switches,cpu_stat_interrupts,cpu_stat_soft_interrupts,cpu_stat_syscalls,cpu_times_user,"
                    + "cpu_times_system,cpu_times_nice,cpu_times_softirq,cpu_times_irq,cpu_times_iowait,cpu_times_guest,"
                    + "cpu_times_guest_nice,cpu_times_idle,nr_inactive_anon,nr_active_anon,nr_inactive_file,nr_active_file,"
                    + "nr_mapped,pgpgin,pgpgout,pgfree,pgfault,pgmajfault,pgreuse,bytes_sent,bytes_recv,packets_sent,"
                    + "packets_recv,read_io,read_merge,read_sectors,read_ticks,write_io,write_merge,write_sectors,"
                    + "write_ticks,in_flight,io_ticks,time_in_queue,discard_io,discard_merges,discard_sectors,"
                    + "discard_ticks,flush_io,flush_ticks,loadavg_1min,loadavg_5min,loadavg_15min,timestamp"
            ),
            (
                "DockerMonitor", 32,
                "user,system,nr_periods,nr_throttled,throttled_time,nr_bursts,burst_time,cache,rss,mapped_file,pgpgin,"
                    + "pgpgout,pgfault,pgmajfault,inactive_anon,active_anon,inactive_file,active_file,unevictable,"
                    + "rx_bytes,rx_packets,tx_bytes,tx_packets,Read,Write,Sync,Async,Discard,Total,sectors_written,"
                    + "sectors_read,timestamp"
            ),
            (
                "ProcessMonitor", 24,
                "io_read_count,io_write_count,io_read_bytes,io_write_bytes,io_read_chars,io_write_chars,cpu_user,"
                    + "cpu_system,cpu_children_user,cpu_children_system,cpu_iowait,rx_bytes,rx_packets,tx_bytes,"
                    + "tx_packets,cpu_percent,size,resident,shared,text,lib,data,dt,timestamp"
            ),
        ])
    func hasTheColumns(type: String, count: Int, header: String) throws {
        let invented = try recording()
        try invented.finish(2)
        let file = try #require(try invented.export { $0.layout = .kubemon }.last { $0.name.hasPrefix(type) })
        let lines = invented.lines(file.name)
        #expect(lines[0].joined(separator: ",") == header)
        #expect(lines.allSatisfy { $0.count == count })
        // Everything that the recording has is there, and no cell is anything but a number or an instant.
        #expect(!lines.dropFirst().joined().contains(""))
    }

    /// The differences of one file by column.
    private func values(_ invented: Invented, _ prefix: String, row: Int = 1) throws -> [String: String] {
        let file = try #require(
            try invented.export("/\(prefix)") { $0.layout = .kubemon }.first { $0.name.hasPrefix(prefix) })
        let lines = invented.lines(file.name, in: prefix)
        return Dictionary(uniqueKeysWithValues: zip(lines[0], lines[row]))
    }

    @Test("units are those of the original: seconds, ticks, pages, sectors, milliseconds")
    func convertsUnits() throws {
        var invented = try Invented(entities: Self.entities)
        try invented.tick(0, Self.entities.filter { $0.kind != .monitor }.map { ($0, [:]) })
        let first: [(Entity, [String: UInt64])] = [
            (
                Sample.node,
                [
                    "cpu_user_usec": 1_000_000, "cpu_idle_usec": 5_000_000, "vm_active_anon_pages": 100,
                    "vm_paged_in_bytes": 4096, "load_1min": 250,
                ]
            ),
            (Self.sda, ["read_bytes": 1024, "read_time_usec": 3_999_000, "in_flight": 5]),
            (Self.virtual, ["read_bytes": 9999]),
            (Sample.interface, ["receive_bytes": 100]), (Self.lo, ["receive_bytes": 50]),
            (Self.pause, ["network_rx_bytes": 10]),
            (
                Self.app,
                ["cpu_user_usec": 20_000, "cpu_throttled_usec": 7, "memory_anon_bytes": 8192, "cpu_burst_usec": 1]
            ),
            (Self.appDisk, ["read_bytes": 512, "written_bytes": 1024, "discarded_bytes": 0]),
            (Self.otherDisk, ["read_bytes": 1 << 30]),
            (
                Self.process,
                ["cpu_user_usec": 10_000, "cpu_system_usec": 0, "memory_resident_bytes": 40_960, "io_syscr": 3]
            ),
        ]
        try invented.tick(1, first)
        var second = first
        second[0].1 = [
            "cpu_user_usec": 1_030_000, "cpu_idle_usec": 4_990_000, "vm_active_anon_pages": 97,
            "vm_paged_in_bytes": 8192, "load_1min": 200,
        ]
        second[1].1 = ["read_bytes": 5120, "read_time_usec": 4_006_000, "in_flight": 2]
        (second[3].1, second[4].1) = (["receive_bytes": 170], ["receive_bytes": 57])
        second[5].1 = ["network_rx_bytes": 80]
        second[6].1 = [
            "cpu_user_usec": 50_000, "cpu_throttled_usec": 10, "memory_anon_bytes": 4096, "cpu_burst_usec": .max,
        ]
        second[7].1 = ["read_bytes": 1536, "written_bytes": 1024, "discarded_bytes": 512]
        second[9].1 = [
            "cpu_user_usec": 260_000, "cpu_system_usec": 10_000, "memory_resident_bytes": 32_768, "io_syscr": 9,
        ]
        try invented.tick(2, interval: 1_000_000_004, second)
        try invented.finish(2)
        let os = try values(invented, "OSMonitor", row: 2)
        let expected = [
            "cpu_times_user": "0.03", "cpu_times_idle": "-0.01", "nr_active_anon": "-3", "pgpgin": "4",
            "loadavg_1min": "2.0", "read_sectors": "8", "read_ticks": "7", "in_flight": "-3", "bytes_recv": "77",
            "cpu_stat_syscalls": "0", "write_io": "", "timestamp": "2026-11-23 09:00:03.001234",
        ]
        #expect(os.filter { expected[$0.key] != nil } == expected)
        let docker = try values(invented, "DockerMonitor/DockerMonitor_n1_n1_k8s_app", row: 2)
        let ofContainer = [
            "user": "3", "throttled_time": "3000", "rss": "-4096", "burst_time": "", "rx_bytes": "70", "Read": "1024",
            "Write": "0", "Discard": "512", "Total": "1536", "Sync": "", "sectors_read": "2",
        ]
        #expect(docker.filter { ofContainer[$0.key] != nil } == ofContainer)
        let process = try values(invented, "ProcessMonitor", row: 2)
        let ofProcess = [
            "cpu_user": "0.25", "cpu_system": "0.01", "cpu_percent": "26.0", "resident": "-2", "io_read_count": "6",
            "lib": "0", "dt": "0", "rx_bytes": "70", "tx_bytes": "",
        ]
        #expect(process.filter { ofProcess[$0.key] != nil } == ofProcess)
    }

    @Test("the first sample of a run has no row, and a lost one leaves a difference over both intervals")
    func startsWithTheSecondSample() throws {
        var invented = try Invented()
        try invented.tick(0, [(Sample.node, ["forks": 1, "vm_faults": 10])])
        try invented.tick(1, [(Sample.node, ["vm_faults": 11])])
        try invented.tick(3, [(Sample.node, ["vm_faults": 20])])
        invented.monitor = try Monitor("n1", epoch: 2, to: invented.writer)
        try invented.tick(5, [(Sample.node, ["vm_faults": 100])])
        try invented.tick(6, [(Sample.node, ["vm_faults": 101])])
        try invented.finish(6)
        try invented.export { $0.layout = .kubemon }
        let lines = invented.lines("OSMonitor/OSMonitor_n1_n1_0.csv")
        let column = try #require(lines[0].firstIndex(of: "pgfault"))
        #expect(lines.dropFirst().map { $0[column] } == ["1", "9", "1"])
    }

    @Test("the address of a monitor that connected while it was recorded stands in the file's name")
    func knowsAddresses() throws {
        for (address, name) in [("192.168.0.3:40321", "192_168_0_3"), ("[fe80::1]:40321", "fe80__1")] {
            var invented = try Invented()
            let text = "connected from \(address), version 0.1"
            try invented.writer.record(Event(wall: 1, kind: .monitorConnected, text: text), node: "n1")
            for slot in 0..<2 as Range<UInt64> { try invented.tick(slot, [(Sample.node, ["vm_faults": slot])]) }
            try invented.finish(1)
            let made = try invented.export { $0.layout = .kubemon }
            #expect(made.map(\.name) == ["OSMonitor/OSMonitor_\(name)_n1_0.csv"])
        }
    }

    @Test("names of files are harmless whatever machines and containers are called", arguments: FormatTests.hostile)
    func makesHarmlessNames(text: String) throws {
        let container = Sample.container(7, name: text + "/../" + text)
        var invented = try Invented(text, entities: Sample.machine + [container])
        for slot in 0..<2 as Range<UInt64> {
            try invented.tick(slot, [(Sample.node, ["vm_faults": slot]), (container, ["cpu_periods": slot])])
        }
        try invented.finish(1)
        let made = try invented.export { $0.layout = .kubemon }
        #expect(made.map(\.rows) == [1, 1])
        for file in made {
            let parts = file.name.split(separator: "/", omittingEmptySubsequences: false)
            #expect(parts.count == 2 && parts[1].utf8.count <= 255)
            #expect(parts[1].utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        }
    }

    @Test("nodes and times can be chosen, and rows of two nodes that are mixed find their own disks and interfaces")
    func chooses() throws {
        var invented = try Invented(entities: Self.entities)
        var second = invented
        second.monitor = try Monitor("n2", to: invented.writer, entities: Self.entities)
        for slot in 0..<6 as Range<UInt64> {
            let order: [UInt64] = slot % 2 == 0 ? [1, 2] : [2, 1]
            for factor in order {
                // Some samples have no disks: the join must neither stall nor take another sample's.
                let rows: [(Entity, [String: UInt64])] = [
                    (Sample.node, ["vm_faults": slot * factor]), (Self.sda, ["reads": slot * factor]),
                    (Sample.interface, ["receive_bytes": slot * factor]),
                ].filter { $0.0.kind != .disk || (slot + factor) % 3 != 0 }
                if factor == 1 { try invented.tick(slot, rows) } else { try second.tick(slot, rows) }
            }
        }
        try invented.finish(5)
        let made = try invented.export {
            ($0.layout, $0.nodes, $0.from) = (.kubemon, ["n2"], ExportTime("08:00:02"))
        }
        #expect(made.map { "\($0.name) \($0.rows)" } == ["OSMonitor/OSMonitor_n2_n2_0.csv 5"])
        let lines = invented.lines(made[0].name)
        let columns = ["pgfault", "bytes_recv", "read_io"].compactMap { lines[0].firstIndex(of: $0) }
        let cells = lines.dropFirst().map { line in columns.map { line[$0] }.joined(separator: " ") }
        #expect(cells == ["2 2 ", "2 2 4", "2 2 2", "2 2 ", "2 2 4"])
    }
}
