extension Metric {
    /// Metrics of one container: first the v2 hierarchy, then v1. Hybrid hosts have some files of each.
    ///
    /// Sources: https://docs.kernel.org/admin-guide/cgroup-v2.html and
    /// https://docs.kernel.org/admin-guide/cgroup-v1/index.html
    static let container: [Metric] =
        containerCPU + containerMemory + containerReclaim + containerIO
        + pressure(
            cpu: KernelFile(.cgroupV2, "cpu.pressure", .keyedPairs),
            memory: KernelFile(.cgroupV2, "memory.pressure", .keyedPairs),
            io: KernelFile(.cgroupV2, "io.pressure", .keyedPairs),
            irq: KernelFile(.cgroupV2, "irq.pressure", .keyedPairs))
        + containerTasks + containerNetwork

    /// How many processes there are, and whether they may run.
    private static let containerTasks: [Metric] = [
        .gauge("pids", .count, "Processes and threads.", from: .cgroupPids[], .pids[]),
        .gauge("pids_limit", .count, "Processes and threads allowed.", from: .cgroupPidsMax[], .pidsMax[], as: .limit),
        .counter(
            "pids_limit_hits", .count, "Forks that failed because of the limit.", from: .cgroupPidsEvents["max"],
            .pidsEvents["max"]),
        .gauge(
            "processes", .count, "Processes in the container's cgroup and those below it, counted from cgroup.procs."),
        .gauge(
            "frozen", .count, "1 while the container is paused, else 0.",
            // The v1 file first: where it exists runtimes use it, and v2 says 0 of everything beside it.
            from: .freezer[], .cgroupEvents["frozen"]),
    ]

    /// What the container's network namespace has sent and received.
    ///
    /// Containers that share a namespace, such as those of a pod, share its numbers: they stand in the row of the one whose
    /// first process is the oldest, the pause container of a pod. A container in the machine's own namespace has none.
    private static let containerNetwork: [Metric] = [
        .counter(
            "network_rx", .bytes, "Bytes received, summed over the interfaces of the namespace except lo.",
            from: .namespaceNetDev[1]),
        .counter("network_rx_packets", .count, "Packets received.", from: .namespaceNetDev[2]),
        .counter("network_rx_errors", .count, "Packets received in error.", from: .namespaceNetDev[3]),
        .counter("network_rx_drops", .count, "Packets received and dropped.", from: .namespaceNetDev[4]),
        .counter(
            "network_tx", .bytes, "Bytes sent, summed over the interfaces of the namespace except lo.",
            from: .namespaceNetDev[9]),
        .counter("network_tx_packets", .count, "Packets sent.", from: .namespaceNetDev[10]),
        .counter("network_tx_errors", .count, "Packets that could not be sent.", from: .namespaceNetDev[11]),
        .counter("network_tx_drops", .count, "Packets dropped instead of sent.", from: .namespaceNetDev[12]),
    ]
}

extension Locator {
    fileprivate static let cgroupPids = KernelFile(.cgroupV2, "pids.current", .fields)
    fileprivate static let cgroupPidsMax = KernelFile(.cgroupV2, "pids.max", .fields)
    fileprivate static let cgroupPidsEvents = KernelFile(.cgroupV2, "pids.events", .keyedValues)
    fileprivate static let cgroupEvents = KernelFile(.cgroupV2, "cgroup.events", .keyedValues)
    fileprivate static let pids = KernelFile(.cgroupV1(controller: "pids"), "pids.current", .fields)
    fileprivate static let pidsMax = KernelFile(.cgroupV1(controller: "pids"), "pids.max", .fields)
    fileprivate static let pidsEvents = KernelFile(.cgroupV1(controller: "pids"), "pids.events", .keyedValues)
    fileprivate static let freezer = KernelFile(.cgroupV1(controller: "freezer"), "freezer.self_freezing", .fields)
    /// Of one process in the network namespace.
    fileprivate static let namespaceNetDev = KernelFile(.process, "net/dev", .deviceFields)
}
