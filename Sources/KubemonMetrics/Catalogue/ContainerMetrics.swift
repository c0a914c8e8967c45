extension Locator {
    static let cgroupCPUStat = KernelFile(.cgroupV2, "cpu.stat", .keyedValues)
    static let cgroupMemoryCurrent = KernelFile(.cgroupV2, "memory.current", .fields)
    static let cpuacctUsage = KernelFile(.cgroupV1(controller: "cpuacct"), "cpuacct.usage", .fields, scale: .nanoseconds)
    static let memoryUsage = KernelFile(.cgroupV1(controller: "memory"), "memory.usage_in_bytes", .fields)
}

extension Metric {
    /// Metrics of one container.
    static let container: [Metric] = [
        .counter("cpu_usage", .microseconds, "CPU time used.", from: .cgroupCPUStat["usage_usec"], .cpuacctUsage[]),
        .gauge("memory_current", .bytes, "Memory charged to the container.", from: .cgroupMemoryCurrent[], .memoryUsage[]),
    ]
}
