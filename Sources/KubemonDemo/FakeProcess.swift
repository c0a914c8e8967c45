import KubemonMetrics

/// An invented process.
struct FakeProcess {
    var pid: Int
    var parent: Int
    var name: String
    var arguments = ""
    var cpu = 0.0
    /// MiB.
    var memory = 10.0
    var threads: UInt64 = 1
    var state: Character = "S"
    var seconds = 0.0
    /// Position of its container among those of the node; `nil` outside of containers.
    var container: Int?
    var inside = 0
    var written = 0.0
    var missing: [String] = []

    /// The processes of an invented machine: those of the host, and below them those of its containers.
    static func fleet(of node: String, containers: [FakeContainer]) -> [FakeProcess] {
        var all = [
            FakeProcess(pid: 1, parent: 0, name: "systemd", cpu: 0.001, memory: 12, seconds: 94),
            FakeProcess(pid: 2, parent: 0, name: "kthreadd", memory: 0, missing: ["io_*", "memory_*", "open_files"]),
            FakeProcess(
                pid: 61, parent: 2, name: "kworker/u64:2-events_unbound", memory: 0, state: "I",
                missing: ["io_*", "memory_*", "open_files"]),
            FakeProcess(
                pid: 811, parent: 1, name: "containerd", cpu: 0.021, memory: 74, threads: 41, seconds: 5_120,
                written: 8_192),
            FakeProcess(pid: 902, parent: 1, name: "sshd", memory: 9, missing: ["io_*"]),
        ]
        var pid = 4_400
        for (index, container) in containers.enumerated() {
            let shim = pid
            pid += 18
            if !container.isInner { all.append(shimProcess(shim)) }
            // A job that comes and goes has another process each time.
            let main = pid + (container.number.map { Int($0) * 100 } ?? 0)
            all += members(of: container, index, main: main, shim: container.isInner ? 1 : shim)
            pid += 82
        }
        return all
    }

    private static func shimProcess(_ pid: Int) -> FakeProcess {
        FakeProcess(
            pid: pid, parent: 1, name: "containerd-shim", arguments: "containerd-shim-runc-v2 -namespace k8s.io",
            cpu: 0.0004,
            memory: 11, threads: 12, seconds: 12)
    }

    private static func members(
        of container: FakeContainer, _ index: Int, main: Int, shim: Int
    ) -> [FakeProcess] {
        func process(
            _ offset: Int, _ name: String, _ arguments: String, _ share: Double, _ memory: Double, threads: UInt64 = 1,
            parent: Int? = nil, state: Character = "S"
        ) -> FakeProcess {
            FakeProcess(
                pid: main + offset, parent: parent ?? main, name: name, arguments: arguments,
                cpu: container.cpu * share,
                memory: container.memory * memory, threads: threads, state: state,
                seconds: (container.cpuSeconds ?? container.cpu * 1_600) * share,
                container: index, inside: offset == 0 ? 1 : offset, written: offset == 0 ? container.disk.written : 0)
        }
        if container.isSandbox {
            return [process(0, "pause", "/pause", 0, 1, parent: shim)]
        }
        guard container.name == "executor" else {
            let name = container.name.isEmpty ? "sleep" : container.name
            return [
                process(
                    0, name, "/usr/bin/\(name) --config /etc/\(name).yaml", 1, 0.9, threads: container.pids,
                    parent: shim,
                    state: container.isFrozen ? "D" : container.cpu > 0.5 ? "R" : "S")
            ]
        }
        return [
            process(
                0, "java",
                "java -Xmx45g -XX:+UseG1GC org.apache.spark.executor.CoarseGrainedExecutorBackend --driver-url "
                    + "spark://CoarseGrainedScheduler@10.0.3.4:41337", 0.754, 0.97, threads: container.pids,
                parent: shim,
                state: "R"),
            process(17, "python3", "python3 /opt/spark/worker.py --shard 0", 0.121, 0.011, threads: 4, state: "R"),
            process(18, "python3", "python3 /opt/spark/worker.py --shard 1", 0.12, 0.011, threads: 4, state: "R"),
            process(44, "sh", "sh -c /opt/metrics.sh", 0, 0.0001),
            process(45, "curl", "curl -s http://127.0.0.1:9090/metrics", 0.0004, 0.0003, parent: main + 44),
        ]
    }

    func row(containers: [Entity]) -> FakeRow {
        let owner = container.map { containers[$0] }
        var labels = ["namespace", "pod", "container", "container_id"].map { Entity.Label($0, owner?[$0] ?? "") }
        labels += [
            .init("pid", String(pid)), .init("start", "2026-11-22T11:20:04Z"), .init("comm", String(name.prefix(15))),
            .init("uid", container == nil ? "0" : "185"),
        ]
        if inside > 0 { labels.append(.init("ns_pid", String(inside))) }
        if !arguments.isEmpty { labels.append(.init("cmdline", arguments)) }
        var row = FakeRow(entity: Entity(number: UInt32(pid), kind: .process, labels: labels))
        row.values = [
            "state": UInt64(state.asciiValue ?? 63), "parent_pid": UInt64(parent), "threads": threads,
            "memory_resident": UInt64(memory * 1_048_576), "memory_anon": UInt64(memory * 0.9 * 1_048_576),
            "memory_file": UInt64(memory * 0.1 * 1_048_576), "memory_shmem": 0, "memory_swap": 0,
            "memory_virtual": UInt64(memory * 2.4 * 1_048_576), "memory_page_tables": UInt64(memory * 2_100),
            "memory_peak": UInt64(memory * 1.1 * 1_048_576), "cpu_user": UInt64(seconds * 0.8e6),
            "cpu_system": UInt64(seconds * 0.2e6), "nice": 0,
        ]
        row.rates = [
            "cpu_user": cpu * 0.9e6, "cpu_system": cpu * 0.1e6, "io_read": 0, "io_written": written,
            "major_faults": written > 1e6 ? 12 : 0, "leader_run_queue_wait": cpu * 8_000,
        ]
        row.missing = missing
        return row
    }
}

extension FakeContainer {
    /// Whether it runs inside of another.
    var isInner: Bool { parent != nil }
}
