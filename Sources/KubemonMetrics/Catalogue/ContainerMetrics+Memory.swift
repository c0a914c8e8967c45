extension Metric {
    /// What memory is charged to a container, and how much may be.
    ///
    /// The working set that others report is `memory_current - memory_inactive_file`; it is derived, never recorded.
    static let containerMemory: [Metric] = [
        .gauge(
            "memory_current", .bytes, "Memory charged to the container, page cache included.",
            from: .cgroupMemoryCurrent[], .memoryUsage[]),
        .gauge(
            "memory_peak", .bytes, "Most memory ever charged to the container.", from: .cgroupMemoryPeak[],
            .memoryMaxUsage[]),
        .gauge(
            "memory_limit", .bytes, "Memory that may be charged to the container.", from: .cgroupMemoryMax[],
            .memoryLimit[], as: .limit),
        .gauge(
            "memory_high", .bytes, "Memory above which the container is slowed down.", from: .cgroupMemoryHigh[],
            as: .limit),
        .gauge(
            "memory_low", .bytes, "Memory that is left alone while others can give some.", from: .cgroupMemoryLow[],
            as: .limit),
        .gauge(
            "memory_soft_limit", .bytes, "Memory that reclaim aims at when the machine is short of it; v1 only.",
            from: .memorySoftLimit[], as: .limit),
        .gauge("memory_min", .bytes, "Memory that is never reclaimed.", from: .cgroupMemoryMin[], as: .limit),
        .gauge("memory_anon", .bytes, "Heaps and stacks.", from: .cgroupMemoryStat["anon"], .memoryStat["total_rss"]),
        .gauge(
            "memory_file", .bytes, "Page cache and tmpfs.", from: .cgroupMemoryStat["file"], .memoryStat["total_cache"]),
        .gauge(
            "memory_inactive_anon", .bytes, "Heaps, stacks and tmpfs not used recently.",
            from: .cgroupMemoryStat["inactive_anon"], .memoryStat["total_inactive_anon"]),
        .gauge(
            "memory_active_anon", .bytes, "Heaps, stacks and tmpfs used recently.",
            from: .cgroupMemoryStat["active_anon"], .memoryStat["total_active_anon"]),
        .gauge(
            "memory_inactive_file", .bytes, "Page cache not used recently.", from: .cgroupMemoryStat["inactive_file"],
            .memoryStat["total_inactive_file"]),
        .gauge(
            "memory_active_file", .bytes, "Page cache used recently.", from: .cgroupMemoryStat["active_file"],
            .memoryStat["total_active_file"]),
        .gauge(
            "memory_unevictable", .bytes, "Memory that can't be reclaimed.", from: .cgroupMemoryStat["unevictable"],
            .memoryStat["total_unevictable"]),
        .gauge(
            "memory_shmem", .bytes, "Shared memory and tmpfs.", from: .cgroupMemoryStat["shmem"],
            .memoryStat["total_shmem"]),
        .gauge(
            "memory_mapped", .bytes, "Files mapped into processes.", from: .cgroupMemoryStat["file_mapped"],
            .memoryStat["total_mapped_file"]),
        .gauge(
            "memory_dirty", .bytes, "Page cache that waits to be written.", from: .cgroupMemoryStat["file_dirty"],
            .memoryStat["total_dirty"]),
        .gauge(
            "memory_writeback", .bytes, "Page cache that is being written.", from: .cgroupMemoryStat["file_writeback"],
            .memoryStat["total_writeback"]),
        .gauge(
            "memory_kernel", .bytes, "Kernel memory.", from: .cgroupMemoryStat["kernel"], .kernelMemory[]),
        .gauge("memory_slab", .bytes, "Kernel objects.", from: .cgroupMemoryStat["slab"]),
        .gauge("memory_kernel_stack", .bytes, "Kernel stacks of tasks.", from: .cgroupMemoryStat["kernel_stack"]),
        .gauge("memory_page_tables", .bytes, "Page tables.", from: .cgroupMemoryStat["pagetables"]),
        .gauge("memory_sock", .bytes, "Buffers of sockets.", from: .cgroupMemoryStat["sock"], .tcpMemory[]),
        .gauge("memory_swap", .bytes, "Swap space used.", from: .cgroupMemorySwap[], .memoryStat["total_swap"]),
        .gauge("memory_swap_limit", .bytes, "Swap space allowed.", from: .cgroupMemorySwapMax[], as: .limit),
    ]

    /// Faults, reclaim and what happened at the limits.
    static let containerReclaim: [Metric] = [
        .counter(
            "memory_faults", .count, "Page faults, minor and major.", from: .cgroupMemoryStat["pgfault"],
            .memoryStat["total_pgfault"]),
        .counter(
            "memory_major_faults", .count, "Page faults that read from a disk.", from: .cgroupMemoryStat["pgmajfault"],
            .memoryStat["total_pgmajfault"]),
        .counter(
            "memory_charges", .count, "Times that pages were charged; v1 only.", from: .memoryStat["total_pgpgin"]),
        .counter(
            "memory_uncharges", .count, "Times that pages were uncharged; v1 only.", from: .memoryStat["total_pgpgout"]),
        .counter("memory_scanned", .pages, "Pages looked at by reclaim.", from: .cgroupMemoryStat["pgscan"]),
        .counter("memory_reclaimed", .pages, "Pages reclaimed.", from: .cgroupMemoryStat["pgsteal"]),
        .counter(
            "memory_refills", .pages, "Pages of the active list looked at by reclaim.",
            from: .cgroupMemoryStat["pgrefill"]),
        .counter(
            "memory_activations", .pages, "Pages moved to the active list.", from: .cgroupMemoryStat["pgactivate"]),
        .counter(
            "memory_deactivations", .pages, "Pages moved to the inactive list.",
            from: .cgroupMemoryStat["pgdeactivate"]),
        .counter(
            "memory_refaults_anon", .pages, "Heap pages that were needed again soon after reclaim.",
            from: .cgroupMemoryStat["workingset_refault_anon"], .memoryStat["total_workingset_refault_anon"]),
        .counter(
            "memory_refaults_file", .pages, "Cache pages that were needed again soon after reclaim.",
            from: .cgroupMemoryStat["workingset_refault_file"], .memoryStat["total_workingset_refault_file"]),
        .counter(
            "memory_low_events", .count, "Times that memory was reclaimed although below memory_low_bytes.",
            from: .cgroupMemoryEvents["low"]),
        .counter(
            "memory_high_events", .count, "Times that tasks were slowed down above memory_high_bytes.",
            from: .cgroupMemoryEvents["high"]),
        .counter(
            "memory_limit_events", .count,
            "Times that memory_limit_bytes was about to be exceeded; under v1 without those of cgroups inside.",
            from: .cgroupMemoryEvents["max"], .memoryFailures[]),
        .counter(
            "memory_oom_events", .count, "Times that an allocation was about to fail at the limit.",
            from: .cgroupMemoryEvents["oom"]),
        .counter(
            "memory_oom_kills", .count, "Processes killed for want of memory.", from: .cgroupMemoryEvents["oom_kill"],
            .memoryOOM["oom_kill"]),
    ]
}

extension Locator {
    fileprivate static let cgroupMemoryCurrent = KernelFile(.cgroupV2, "memory.current", .fields)
    fileprivate static let cgroupMemoryPeak = KernelFile(.cgroupV2, "memory.peak", .fields)
    fileprivate static let cgroupMemoryMax = KernelFile(.cgroupV2, "memory.max", .fields)
    fileprivate static let cgroupMemoryHigh = KernelFile(.cgroupV2, "memory.high", .fields)
    fileprivate static let cgroupMemoryLow = KernelFile(.cgroupV2, "memory.low", .fields)
    fileprivate static let cgroupMemoryMin = KernelFile(.cgroupV2, "memory.min", .fields)
    fileprivate static let cgroupMemorySwap = KernelFile(.cgroupV2, "memory.swap.current", .fields)
    fileprivate static let cgroupMemorySwapMax = KernelFile(.cgroupV2, "memory.swap.max", .fields)
    fileprivate static let cgroupMemoryStat = KernelFile(.cgroupV2, "memory.stat", .keyedValues)
    fileprivate static let cgroupMemoryEvents = KernelFile(.cgroupV2, "memory.events", .keyedValues)

    fileprivate static let memoryUsage = KernelFile(.cgroupV1(controller: "memory"), "memory.usage_in_bytes", .fields)
    fileprivate static let memoryMaxUsage = KernelFile(
        .cgroupV1(controller: "memory"), "memory.max_usage_in_bytes", .fields)
    fileprivate static let memoryLimit = KernelFile(.cgroupV1(controller: "memory"), "memory.limit_in_bytes", .fields)
    fileprivate static let memorySoftLimit = KernelFile(
        .cgroupV1(controller: "memory"), "memory.soft_limit_in_bytes", .fields)
    fileprivate static let memoryFailures = KernelFile(.cgroupV1(controller: "memory"), "memory.failcnt", .fields)
    fileprivate static let memoryOOM = KernelFile(.cgroupV1(controller: "memory"), "memory.oom_control", .keyedValues)
    fileprivate static let kernelMemory = KernelFile(
        .cgroupV1(controller: "memory"), "memory.kmem.usage_in_bytes", .fields)
    fileprivate static let tcpMemory = KernelFile(
        .cgroupV1(controller: "memory"), "memory.kmem.tcp.usage_in_bytes", .fields)
    /// Its keys that begin with `total_` count the whole subtree, as every number of the v2 hierarchy does.
    fileprivate static let memoryStat = KernelFile(.cgroupV1(controller: "memory"), "memory.stat", .keyedValues)
}
