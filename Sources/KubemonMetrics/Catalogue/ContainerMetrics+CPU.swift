extension Metric {
    /// CPU time, throttling and limits of one container.
    static let containerCPU: [Metric] = [
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
        .counter(
            "cpu_bursts", .count, "Periods in which time saved earlier was used beyond the limit.",
            from: .cgroupCPUStat["nr_bursts"], .cpuStat["nr_bursts"]),
        .counter(
            "cpu_burst", .microseconds, "Time used beyond the limit out of what was saved earlier.",
            from: .cgroupCPUStat["burst_usec"], .cpuStat["burst_time"].scaled(.nanoseconds)),
        .gauge(
            "cpu_quota", .microseconds,
            "CPU time allowed in each period; divided by cpu_period_usec it is the limit in cores.",
            from: .cgroupCPUMax[0], .cfsQuota[], as: .limit),
        .gauge("cpu_period", .microseconds, "Length of a period.", from: .cgroupCPUMax[1], .cfsPeriod[]),
        .gauge(
            "cpu_weight", .count,
            "Share of the CPU against its neighbours when there is not enough for all; 100 is the default of v2. From v1 "
                + "shares it is 1 + (shares - 2) * 9999 / 262142, as runtimes convert it.",
            from: .cgroupCPUWeight[], .cpuShares[]),
    ]
}

extension Locator {
    fileprivate static let cgroupCPUStat = KernelFile(.cgroupV2, "cpu.stat", .keyedValues)
    fileprivate static let cgroupCPUMax = KernelFile(.cgroupV2, "cpu.max", .fields)
    fileprivate static let cgroupCPUWeight = KernelFile(.cgroupV2, "cpu.weight", .fields)
    fileprivate static let cpuacctUsage = KernelFile(
        .cgroupV1(controller: "cpuacct"), "cpuacct.usage", .fields, scale: .nanoseconds)
    fileprivate static let cpuacctStat = KernelFile(
        .cgroupV1(controller: "cpuacct"), "cpuacct.stat", .keyedValues, scale: .userTicks)
    fileprivate static let cpuStat = KernelFile(.cgroupV1(controller: "cpu"), "cpu.stat", .keyedValues)
    fileprivate static let cfsQuota = KernelFile(.cgroupV1(controller: "cpu"), "cpu.cfs_quota_us", .fields)
    fileprivate static let cfsPeriod = KernelFile(.cgroupV1(controller: "cpu"), "cpu.cfs_period_us", .fields)
    fileprivate static let cpuShares = KernelFile(
        .cgroupV1(controller: "cpu"), "cpu.shares", .fields, scale: .cpuShares)
}
