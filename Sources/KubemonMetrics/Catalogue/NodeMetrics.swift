extension Locator {
    static let stat = KernelFile(.proc, "stat", .keyedFields)
    static let meminfo = KernelFile(.proc, "meminfo", .keyedValues, scale: .kibibytes)
    static let vmstat = KernelFile(.proc, "vmstat", .keyedValues)
    static let loadavg = KernelFile(.proc, "loadavg", .fields, scale: .hundredths)
    static let cpuPressure = KernelFile(.proc, "pressure/cpu", .keyedPairs)
    static let memoryPressure = KernelFile(.proc, "pressure/memory", .keyedPairs)
    static let ioPressure = KernelFile(.proc, "pressure/io", .keyedPairs)
}

extension Metric {
    /// Metrics of the machine.
    static let node: [Metric] = [
        .counter("cpu_user", .microseconds, "CPU time in user mode, guests included.", from: .stat["cpu", 1].scaled(.userTicks)),
        .counter("cpu_nice", .microseconds, "CPU time in user mode at low priority.", from: .stat["cpu", 2].scaled(.userTicks)),
        .counter("cpu_system", .microseconds, "CPU time in the kernel.", from: .stat["cpu", 3].scaled(.userTicks)),
        .counter("cpu_idle", .microseconds, "CPU time with nothing to do.", from: .stat["cpu", 4].scaled(.userTicks)),
        .counter("cpu_iowait", .microseconds, "Idle CPU time while a task waited for a disk.", from: .stat["cpu", 5].scaled(.userTicks)),
        .counter("cpu_irq", .microseconds, "CPU time in hardware interrupts.", from: .stat["cpu", 6].scaled(.userTicks)),
        .counter("cpu_softirq", .microseconds, "CPU time in software interrupts.", from: .stat["cpu", 7].scaled(.userTicks)),
        .counter("cpu_steal", .microseconds, "CPU time that the hypervisor gave to other machines.", from: .stat["cpu", 8].scaled(.userTicks)),
        .gauge("load_1min", .count, "Load average over one minute.", from: .loadavg[0], as: .hundredths),
        .gauge("memory_total", .bytes, "Physical memory.", from: .meminfo["MemTotal"]),
        .gauge("memory_available", .bytes, "Memory that can be had without swapping.", from: .meminfo["MemAvailable"]),
        .gauge("pressure_cpu_some_avg10", .percent, "Time in which some task waited for a CPU, over 10 s.", from: .cpuPressure["some", "avg10"].scaled(.hundredths), as: .hundredths),
        .gauge("pressure_memory_some_avg10", .percent, "Time in which some task waited for memory, over 10 s.", from: .memoryPressure["some", "avg10"].scaled(.hundredths), as: .hundredths),
        .gauge("pressure_io_some_avg10", .percent, "Time in which some task waited for a disk, over 10 s.", from: .ioPressure["some", "avg10"].scaled(.hundredths), as: .hundredths),
    ]
}
