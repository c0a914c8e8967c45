extension Locator {
    static let cgroupCPUStat = KernelFile(.cgroupV2, "cpu.stat", .keyedValues)
    static let cgroupMemoryCurrent = KernelFile(.cgroupV2, "memory.current", .fields)
    static let cgroupMemoryPeak = KernelFile(.cgroupV2, "memory.peak", .fields)
    static let cgroupMemoryMax = KernelFile(.cgroupV2, "memory.max", .fields)
    static let cgroupMemorySwap = KernelFile(.cgroupV2, "memory.swap.current", .fields)
    static let cgroupMemoryStat = KernelFile(.cgroupV2, "memory.stat", .keyedValues)
    static let cgroupPids = KernelFile(.cgroupV2, "pids.current", .fields)
    static let cgroupPidsMax = KernelFile(.cgroupV2, "pids.max", .fields)

    static let cpuacctUsage = KernelFile(
        .cgroupV1(controller: "cpuacct"), "cpuacct.usage", .fields, scale: .nanoseconds)
    static let cpuacctStat = KernelFile(
        .cgroupV1(controller: "cpuacct"), "cpuacct.stat", .keyedValues, scale: .userTicks)
    static let cpuStat = KernelFile(.cgroupV1(controller: "cpu"), "cpu.stat", .keyedValues)
    static let memoryUsage = KernelFile(.cgroupV1(controller: "memory"), "memory.usage_in_bytes", .fields)
    static let memoryMaxUsage = KernelFile(.cgroupV1(controller: "memory"), "memory.max_usage_in_bytes", .fields)
    static let memoryLimit = KernelFile(.cgroupV1(controller: "memory"), "memory.limit_in_bytes", .fields)
    /// Its keys that begin with `total_` count the whole subtree, as every number of the v2 hierarchy does.
    static let memoryStat = KernelFile(.cgroupV1(controller: "memory"), "memory.stat", .keyedValues)
    static let pids = KernelFile(.cgroupV1(controller: "pids"), "pids.current", .fields)
    static let pidsMax = KernelFile(.cgroupV1(controller: "pids"), "pids.max", .fields)
}

extension Metric {
    /// Metrics of one container: first the v2 hierarchy, then v1. Hybrid hosts have some files of each.
    static let container: [Metric] = [
        .counter("cpu_usage", .microseconds, "CPU time used.", from: .cgroupCPUStat["usage_usec"], .cpuacctUsage[]),
        .counter(
            "cpu_user", .microseconds, "CPU time in user mode.", from: .cgroupCPUStat["user_usec"], .cpuacctStat["user"]
        ),
        .counter(
            "cpu_system", .microseconds, "CPU time in the kernel.", from: .cgroupCPUStat["system_usec"],
            .cpuacctStat["system"]),
        .counter(
            "cpu_periods", .count, "Periods in which the CPU limit was enforced.", from: .cgroupCPUStat["nr_periods"],
            .cpuStat["nr_periods"]),
        .counter(
            "cpu_throttled_periods", .count, "Periods in which the CPU limit was reached.",
            from: .cgroupCPUStat["nr_throttled"], .cpuStat["nr_throttled"]),
        .counter(
            "cpu_throttled", .microseconds, "Time for which CPUs were withheld because of the limit.",
            from: .cgroupCPUStat["throttled_usec"], .cpuStat["throttled_time"].scaled(.nanoseconds)),
        .gauge(
            "memory_current", .bytes, "Memory charged to the container, page cache included.",
            from: .cgroupMemoryCurrent[], .memoryUsage[]),
        .gauge(
            "memory_peak", .bytes, "Most memory ever charged to the container.", from: .cgroupMemoryPeak[],
            .memoryMaxUsage[]),
        .gauge(
            "memory_limit", .bytes, "Memory that may be charged to the container.", from: .cgroupMemoryMax[],
            .memoryLimit[], as: .limit),
        .gauge("memory_anon", .bytes, "Heaps and stacks.", from: .cgroupMemoryStat["anon"], .memoryStat["total_rss"]),
        .gauge(
            "memory_file", .bytes, "Page cache and tmpfs.", from: .cgroupMemoryStat["file"], .memoryStat["total_cache"]),
        .gauge(
            "memory_inactive_file", .bytes, "Page cache not used recently.", from: .cgroupMemoryStat["inactive_file"],
            .memoryStat["total_inactive_file"]),
        .gauge(
            "memory_active_file", .bytes, "Page cache used recently.", from: .cgroupMemoryStat["active_file"],
            .memoryStat["total_active_file"]),
        .gauge(
            "memory_shmem", .bytes, "Shared memory and tmpfs.", from: .cgroupMemoryStat["shmem"],
            .memoryStat["total_shmem"]),
        .gauge(
            "memory_mapped", .bytes, "Files mapped into processes.", from: .cgroupMemoryStat["file_mapped"],
            .memoryStat["total_mapped_file"]),
        .gauge("memory_swap", .bytes, "Swap space used.", from: .cgroupMemorySwap[], .memoryStat["total_swap"]),
        .counter(
            "memory_faults", .count, "Page faults, minor and major.", from: .cgroupMemoryStat["pgfault"],
            .memoryStat["total_pgfault"]),
        .counter(
            "memory_major_faults", .count, "Page faults that read from a disk.", from: .cgroupMemoryStat["pgmajfault"],
            .memoryStat["total_pgmajfault"]),
        .gauge("pids", .count, "Processes and threads.", from: .cgroupPids[], .pids[]),
        .gauge("pids_limit", .count, "Processes and threads allowed.", from: .cgroupPidsMax[], .pidsMax[], as: .limit),
    ]
}
