import Glibc
import KubemonMetrics
import KubemonSampling
import Testing

@Suite("A sample of a captured host")
struct GoldenTests {
    /// All entities and all values, a line each.
    private func describe(_ sampler: Sampler) -> String {
        var lines: [String] = []
        for entity in sampler.entities {
            let labels = entity.labels.filter { $0.key != "cgroup_inode" }.map { "\($0.key)=\($0.value)" }
            lines.append("entity \(entity.number) \(entity.kind.tableName) " + labels.joined(separator: " "))
        }
        for kind in EntityKind.allCases {
            let (table, schema) = (sampler.tick[kind], Schema.of(kind))
            for row in 0..<table.rowCount {
                for (column, metric) in schema.metrics.enumerated() {
                    let value = table[row, column].map { String($0) } ?? ""
                    lines.append("\(kind.tableName) \(table.entities[row]) \(metric.column) \(value)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test("is the golden one", arguments: ["hybrid", "v1", "v2"])
    func golden(host: String) throws {
        let sampler = try Sampler(root: Fixture.path(host), time: ManualTime(), units: .test)
        sampler.sample(slot: 1)
        let text = describe(sampler)
        let path = Fixture.path(host) + ".golden.txt"
        if getenv("KUBEMON_RECORD") != nil {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            close(descriptor)
            Issue.record("recorded \(path)")
        }
        #expect(text == Fixture.text(path))
        #expect(sampler.parseErrors == 0)
        #expect(sampler.events.isEmpty)
    }

    @Test("has in every field what the file says, read by other means", arguments: ["hybrid", "v1", "v2"])
    func everyField(host: String) throws {
        let sampler = try Sampler(root: Fixture.path(host), time: ManualTime(), units: .test)
        sampler.sample(slot: 1)
        let oracle = Oracle(host: Fixture.path(host))
        var compared = 0
        for kind in [EntityKind.node, .disk, .interface, .container, .process] {
            let (table, schema) = (sampler.tick[kind], Schema.of(kind))
            // Processes were captured on one of the hosts.
            #expect(table.rowCount > 0 || kind == .process && host != "hybrid")
            for row in 0..<table.rowCount {
                let entity = try #require(sampler.entities.first { $0.number == table.entities[row] })
                for (column, metric) in schema.metrics.enumerated() where !metric.locators.isEmpty {
                    let expected = metric.locators.lazy.compactMap { oracle.value($0, metric.encoding, of: entity) }
                        .first
                    #expect(table[row, column] == expected, "\(metric.column) of \(entity.labels)")
                    compared += 1
                }
            }
        }
        #expect(compared > 200)
    }

    @Test("has rows for whole disks, all interfaces and every container")
    func rows() throws {
        let sampler = try Sampler(root: Fixture.path("hybrid"), time: ManualTime(), units: .test)
        sampler.sample(slot: 1)
        #expect(sampler.entities.filter { $0.kind == .disk }.map { $0["disk"] } == ["vda"])
        #expect(sampler.entity(.disk, "disk", "vda")?["physical"] == "yes")
        #expect(sampler.entity(.interface, "interface", "eth0")?["physical"] == "yes")
        #expect(sampler.entity(.interface, "interface", "docker0")?["physical"] == "no")
        #expect(
            Set(sampler.entities.filter { $0.kind == .container }.map { $0["runtime"] }) == ["docker", "cri", "podman"])
        let every = try Sampler(
            root: Fixture.path("hybrid"), selection: Selection(.os, includesEveryBlockDevice: true), time: ManualTime())
        every.sample(slot: 1)
        #expect(every.tick[.disk].rowCount == 10)
        #expect(every.tick[.container].rowCount == 0)
    }

    @Test("knows the host", arguments: [("hybrid", "hybrid", UInt32(2)), ("v1", "v1", 2), ("v2", "v2", 1)])
    func facts(host: String, cgroup: String, cpus: UInt32) throws {
        let facts = try Sampler(root: Fixture.path(host), time: ManualTime(), units: .test).facts
        #expect(facts.node == host + "-node")
        #expect(facts.cgroup == cgroup)
        #expect(facts.operatingSystem == "Debian GNU/Linux 12 (bookworm)")
        #expect(facts.machineID.count == 32)
        #expect(facts.bootID.count == 36)
        #expect(facts.cpus >= cpus)
        #expect(facts.memory > 0)
        #expect(facts.bootTime > 1_600_000_000)
        #expect((facts.pageSize, facts.ticksPerSecond) == (4096, 100))
    }
}
