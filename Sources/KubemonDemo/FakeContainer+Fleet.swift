extension FakeContainer {
    /// The same some seconds later: values have wandered, a job has come and gone, a memory has filled up.
    static func fleet(of node: String, _ second: Int, _ life: Life) -> [FakeContainer] {
        let usual = fleet(of: node)
        guard life != .still else { return usual }
        let now = usual.enumerated().map { $1.at(second, life, key: "\(node)\($0)") }
        return node == "node-02" ? now + [job(second, life)] : now
    }

    private func at(_ second: Int, _ life: Life, key: String) -> FakeContainer {
        var now = self
        now.cpu = min(cpu * life.factor(key + "cpu", second, spread: 0.5), cpuLimit ?? .infinity)
        // It goes on as usual, so that it never goes back.
        now.cpuSeconds = cpu * Double(max(0, 1_600 + second))
        let isStrained = cpuLimit.map { now.cpu > 0.85 * $0 } ?? false
        now.throttled =
            cpuLimit == nil
            ? throttled
            : max(0, min(99, throttled * life.factor(key + "thr", second / 2, spread: 0.8) + (isStrained ? 4 : 0)))
        now.memory = min(
            memory * life.factor(key + "mem", second / 3, spread: 0.06), memoryLimit.map { $0 * 0.995 } ?? .infinity)
        now.network = network.map {
            ($0.rx * life.factor(key + "rx", second, spread: 0.6), $0.tx * life.factor(key + "tx", second, spread: 0.6))
        }
        now.disk = (
            disk.read * life.factor(key + "rd", second, spread: 0.9),
            disk.written * life.factor(key + "wr", second, spread: 0.9)
        )
        guard pod == "web-7d9f4-x2c", !isSandbox, let limit = memoryLimit else { return now }
        let (kills, full) = Story.crowded(second)
        (now.memory, now.restarts, now.oomKills) = (limit * full, restarts + kills, oomKills + UInt64(kills))
        now.pressure[1] = max(0, full - 0.8) * 200
        return now
    }

    /// The batch job of the moment.
    private static func job(_ second: Int, _ life: Life) -> FakeContainer {
        let number = max(0, second) / Story.job
        let age = Double(max(0, second) % Story.job)
        var job = FakeContainer(
            namespace: "batch", pod: "job-\(28_200 + number)", name: "job",
            cpu: 0.2 + 0.75 * life.factor("job\(number)", second, spread: 0.3), cpuLimit: 1,
            memory: 60 + age * 9, memoryLimit: 1_024, disk: (0, age * 40_000), pids: 3, isYoung: age < 1)
        job.cpu = min(1, job.cpu)
        job.cpuSeconds = age * 0.8
        job.number = UInt32(1_000 + number % 1_000)
        return job
    }

    /// The containers of an invented machine: pods with their pause containers, Docker containers with and without
    /// limits, one inside another, one in the host's network, one that was not named yet, one that has just started.
    static func fleet(of node: String) -> [FakeContainer] {
        switch node {
        case "node-01":
            pod("bigdata", "spark-exec-3", [executor(8.12, memory: 39_014, throttled: 12, pids: 94)], (419_840, 22_528))
                + pod(
                    "bigdata", "spark-exec-1", [executor(6.4, memory: 32_460, throttled: 0, pids: 92)],
                    (399_360, 18_432))
                + pod("default", "web-7d9f4-x2c", [crowded], (317_440, 716_800))
                + [
                    hostNetwork("etcd", cpu: 0.38, memory: 412),
                    hostNetwork("kube-apiserver", cpu: 0.31, memory: 1_126),
                    FakeContainer(
                        name: "registry", cpu: 0.02, memory: 96, network: (1_024, 4_096), disk: (0, 12_288),
                        runtime: "docker"),
                    FakeContainer(
                        name: "builder", cpu: 1.62, cpuLimit: 4, memory: 2_300, memoryLimit: 4_096,
                        network: (92_160, 2_048),
                        disk: (0, 6_291_456), pids: 41, runtime: "docker"),
                ]
                + [
                    // Its numbers are part of those of the container around it, the tenth of this list.
                    FakeContainer(
                        name: "builder-inner", cpu: 1.1, memory: 1_400, disk: (0, 4_194_304), pids: 22,
                        runtime: "docker",
                        parent: 9, missing: ["network_*"]),
                    FakeContainer(
                        cpu: 0.07, memory: 31, runtime: "containerd", podUID: "46a3c1de-77aa-4c1e-9f31-d2a0c7715e02"),
                ] + workers(0..<3)
        case "node-02":
            pod("bigdata", "spark-exec-2", [executor(5.98, memory: 30_924, throttled: 0, pids: 91)], (379_904, 17_408))
                + pod("default", "web-7d9f4-p9q", [web(1.21, throttled: 3)], (294_912, 655_360))
                + pod("default", "web-7d9f4-zz1", [web(1.18, throttled: 2)], (286_720, 626_688))
                + pod("batch", "job-28113", [paused], (0, 0))
                + pod(
                    "kube-system", "coredns-5d78c-t7",
                    [FakeContainer(name: "coredns", cpu: 0.04, cpuLimit: 0.1, memory: 28, memoryLimit: 170, pids: 11)],
                    (4_096, 6_144)) + workers(3..<5)
        case "node-03":
            pod("db", "pg-0", database, (12_288, 9_216)) + workers(5..<7)
        default: workers(0..<6)
        }
    }

    private static func pod(
        _ namespace: String, _ pod: String, _ members: [FakeContainer], _ network: (rx: Double, tx: Double)
    ) -> [FakeContainer] {
        let pause = FakeContainer(memory: 0.7, network: network, pids: 1, isSandbox: true)
        return ([pause] + members).map { member in
            var member = member
            (member.namespace, member.pod) = (namespace, pod)
            return member
        }
    }

    private static func executor(_ cpu: Double, memory: Double, throttled: Double, pids: UInt64) -> FakeContainer {
        FakeContainer(
            name: "executor", cpu: cpu, cpuLimit: 10, throttled: throttled, memory: memory, memoryLimit: 51_200,
            disk: (0, throttled > 0 ? 4_089_446 : 122_880), pressure: [throttled, 0, 0], pids: pids)
    }

    private static func web(_ cpu: Double, throttled: Double) -> FakeContainer {
        FakeContainer(
            name: "web", cpu: cpu, cpuLimit: 2, throttled: throttled, memory: 1_229, memoryLimit: 2_048, pids: 36)
    }

    /// Near both of its limits.
    private static var crowded: FakeContainer {
        var web = web(1.99, throttled: 44)
        (web.memory, web.pressure, web.pids, web.restarts, web.oomKills) = (1_987, [38, 12, 0], 37, 2, 1)
        return web
    }

    private static var paused: FakeContainer {
        FakeContainer(
            name: "job", cpu: 0, cpuLimit: 1, memory: 612, memoryLimit: 1_024, pids: 3, isFrozen: true)
    }

    /// One with a limit and one without: their pod has no limit. On a machine with cgroup v1 there is no pressure.
    private static var database: [FakeContainer] {
        [
            FakeContainer(
                name: "postgres", cpu: 0.77, memory: 9_626, memoryLimit: 16_384, disk: (211_812_352, 0), pids: 61,
                missing: ["pressure_*"]),
            FakeContainer(
                name: "exporter", cpu: 0.02, cpuLimit: 0.2, memory: 41, memoryLimit: 64, pids: 9,
                missing: ["pressure_*", "io_*"]),
        ]
    }

    private static func hostNetwork(_ name: String, cpu: Double, memory: Double) -> FakeContainer {
        FakeContainer(
            namespace: "kube-system", pod: name + "-node-01", name: name, cpu: cpu, memory: memory, disk: (0, 90_112),
            pids: 22)
    }

    private static func workers(_ range: Range<Int>) -> [FakeContainer] {
        range.flatMap { index in
            pod(
                "default", "worker-0\(index)",
                [
                    FakeContainer(
                        name: "worker", cpu: 0.3 - Double(index) / 100, cpuLimit: 1, memory: 300 - Double(index) * 9,
                        memoryLimit: 512, isYoung: index == 4)
                ], (20_480 - Double(index) * 1_024, 14_336 - Double(index) * 1_024))
        }
    }
}
