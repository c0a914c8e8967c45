extension Locator {
    static let stat = KernelFile(.proc, "stat", .keyedFields)
    /// The same file; its CPU lines count ticks.
    static let cpuTime = KernelFile(.proc, "stat", .keyedFields, scale: .userTicks)
    static let loadavg = KernelFile(.proc, "loadavg", .fields)
    static let meminfo = KernelFile(.proc, "meminfo", .keyedValues, scale: .kibibytes)
    static let vmstat = KernelFile(.proc, "vmstat", .keyedValues)
}

extension Metric {
    private static let cpuPressure = KernelFile(.proc, "pressure/cpu", .keyedPairs)
    private static let memoryPressure = KernelFile(.proc, "pressure/memory", .keyedPairs)
    private static let ioPressure = KernelFile(.proc, "pressure/io", .keyedPairs)
    private static let irqPressure = KernelFile(.proc, "pressure/irq", .keyedPairs)

    /// Metrics of the machine.
    static let node: [Metric] =
        nodeCPU + nodeMemory + nodeVirtualMemory
        + pressure(cpu: cpuPressure, memory: memoryPressure, io: ioPressure, irq: irqPressure) + nodeHandles
        + nodeNetwork

    /// CPU time, scheduling and load.
    private static let nodeCPU: [Metric] = [
        .counter("cpu_user", .microseconds, "CPU time in user mode, guests included.", from: .cpuTime["cpu", 1]),
        .counter(
            "cpu_nice", .microseconds, "CPU time in user mode at low priority, guests included.",
            from: .cpuTime["cpu", 2]),
        .counter("cpu_system", .microseconds, "CPU time in the kernel.", from: .cpuTime["cpu", 3]),
        .counter("cpu_idle", .microseconds, "CPU time with nothing to do.", from: .cpuTime["cpu", 4]),
        .counter(
            "cpu_iowait", .microseconds, "Idle CPU time while a task waited for a disk.", from: .cpuTime["cpu", 5]),
        .counter("cpu_irq", .microseconds, "CPU time in hardware interrupts.", from: .cpuTime["cpu", 6]),
        .counter("cpu_softirq", .microseconds, "CPU time in software interrupts.", from: .cpuTime["cpu", 7]),
        .counter(
            "cpu_steal", .microseconds, "CPU time that the hypervisor gave to other machines.", from: .cpuTime["cpu", 8]
        ),
        .counter(
            "cpu_guest", .microseconds, "CPU time of guests, which is part of user time.", from: .cpuTime["cpu", 9]),
        .counter(
            "cpu_guest_nice", .microseconds, "CPU time of guests at low priority, which is part of nice time.",
            from: .cpuTime["cpu", 10]),
        .counter("context_switches", .count, "Switches from one task to another.", from: .stat["ctxt", 1]),
        .counter("interrupts", .count, "Hardware interrupts served.", from: .stat["intr", 1]),
        .counter("soft_interrupts", .count, "Software interrupts served.", from: .stat["softirq", 1]),
        .counter("forks", .count, "Processes and threads created.", from: .stat["processes", 1]),
        .gauge("procs_running", .count, "Tasks that run or could run.", from: .stat["procs_running", 1]),
        .gauge("procs_blocked", .count, "Tasks that wait for a disk.", from: .stat["procs_blocked", 1]),
        .gauge("load_1min", .count, "Load average over one minute.", from: .loadavg[0], as: .hundredths),
        .gauge("load_5min", .count, "Load average over five minutes.", from: .loadavg[1], as: .hundredths),
        .gauge("load_15min", .count, "Load average over fifteen minutes.", from: .loadavg[2], as: .hundredths),
        .gauge("tasks", .count, "Processes and threads that exist.", from: .loadavg[4]),
    ]

    /// How physical memory is used.
    private static let nodeMemory: [Metric] = [
        .gauge("memory_total", .bytes, "Physical memory.", from: .meminfo["MemTotal"]),
        .gauge("memory_free", .bytes, "Memory used for nothing.", from: .meminfo["MemFree"]),
        .gauge("memory_available", .bytes, "Memory that can be had without swapping.", from: .meminfo["MemAvailable"]),
        .gauge("memory_buffers", .bytes, "Cache of block devices.", from: .meminfo["Buffers"]),
        .gauge("memory_cached", .bytes, "Page cache, shared memory included.", from: .meminfo["Cached"]),
        .gauge("memory_swap_cached", .bytes, "Memory that also stands in swap.", from: .meminfo["SwapCached"]),
        .gauge("memory_active", .bytes, "Memory used recently.", from: .meminfo["Active"]),
        .gauge("memory_inactive", .bytes, "Memory not used recently.", from: .meminfo["Inactive"]),
        .gauge("memory_unevictable", .bytes, "Memory that can't be reclaimed.", from: .meminfo["Unevictable"]),
        .gauge("memory_swap_total", .bytes, "Swap space.", from: .meminfo["SwapTotal"]),
        .gauge("memory_swap_free", .bytes, "Swap space not used.", from: .meminfo["SwapFree"]),
        .gauge("memory_dirty", .bytes, "Page cache that waits to be written.", from: .meminfo["Dirty"]),
        .gauge("memory_writeback", .bytes, "Page cache that is being written.", from: .meminfo["Writeback"]),
        .gauge("memory_anon", .bytes, "Heaps and stacks of processes.", from: .meminfo["AnonPages"]),
        .gauge("memory_mapped", .bytes, "Files mapped into processes.", from: .meminfo["Mapped"]),
        .gauge("memory_shmem", .bytes, "Shared memory and tmpfs.", from: .meminfo["Shmem"]),
        .gauge("memory_reclaimable", .bytes, "Kernel memory that can be reclaimed.", from: .meminfo["KReclaimable"]),
        .gauge("memory_slab", .bytes, "Kernel objects.", from: .meminfo["Slab"]),
        .gauge(
            "memory_slab_reclaimable", .bytes, "Kernel objects that can be reclaimed.", from: .meminfo["SReclaimable"]),
        .gauge(
            "memory_slab_unreclaimable", .bytes, "Kernel objects that can't be reclaimed.", from: .meminfo["SUnreclaim"]
        ),
        .gauge("memory_kernel_stack", .bytes, "Kernel stacks of tasks.", from: .meminfo["KernelStack"]),
        .gauge("memory_page_tables", .bytes, "Page tables of processes.", from: .meminfo["PageTables"]),
        .gauge(
            "memory_commit_limit", .bytes, "Memory that may be promised under strict accounting.",
            from: .meminfo["CommitLimit"]),
        .gauge("memory_committed", .bytes, "Memory promised to processes.", from: .meminfo["Committed_AS"]),
        .gauge("memory_percpu", .bytes, "Kernel memory allocated per CPU.", from: .meminfo["Percpu"]),
        .gauge("memory_anon_huge", .bytes, "Heaps in transparent huge pages.", from: .meminfo["AnonHugePages"]),
        .gauge(
            "huge_pages_total", .count, "Huge pages of the default size.",
            from: .meminfo["HugePages_Total"].scaled(.one)),
        .gauge("huge_pages_free", .count, "Huge pages not used.", from: .meminfo["HugePages_Free"].scaled(.one)),
        .gauge(
            "huge_pages_reserved", .count, "Huge pages promised but not used yet.",
            from: .meminfo["HugePages_Rsvd"].scaled(.one)),
        .gauge(
            "huge_pages_surplus", .count, "Huge pages beyond the configured number.",
            from: .meminfo["HugePages_Surp"].scaled(.one)),
        .gauge("huge_page_size", .bytes, "Default size of a huge page.", from: .meminfo["Hugepagesize"]),
    ]

    /// What the memory manager does.
    private static let nodeVirtualMemory: [Metric] = [
        .gauge("vm_active_file", .pages, "Page cache used recently.", from: .vmstat["nr_active_file"]),
        .gauge("vm_inactive_file", .pages, "Page cache not used recently.", from: .vmstat["nr_inactive_file"]),
        .gauge("vm_active_anon", .pages, "Heaps and stacks used recently.", from: .vmstat["nr_active_anon"]),
        .gauge("vm_inactive_anon", .pages, "Heaps and stacks not used recently.", from: .vmstat["nr_inactive_anon"]),
        .gauge("vm_mapped", .pages, "Files mapped into processes.", from: .vmstat["nr_mapped"]),
        .counter("vm_paged_in", .bytes, "Bytes read from block devices.", from: .vmstat["pgpgin"].scaled(.kibibytes)),
        .counter(
            "vm_paged_out", .bytes, "Bytes written to block devices.", from: .vmstat["pgpgout"].scaled(.kibibytes)),
        .counter("vm_swapped_in", .pages, "Pages read from swap.", from: .vmstat["pswpin"]),
        .counter("vm_swapped_out", .pages, "Pages written to swap.", from: .vmstat["pswpout"]),
        .counter("vm_freed", .pages, "Pages freed.", from: .vmstat["pgfree"]),
        .counter("vm_faults", .count, "Page faults, minor and major.", from: .vmstat["pgfault"]),
        .counter("vm_major_faults", .count, "Page faults that read from a disk.", from: .vmstat["pgmajfault"]),
        .counter(
            "vm_reuses", .count, "Page faults that took over a page instead of copying it.", from: .vmstat["pgreuse"]),
        .counter("vm_oom_kills", .count, "Processes killed for want of memory.", from: .vmstat["oom_kill"]),
        .counter("vm_scanned_kswapd", .pages, "Pages looked at by background reclaim.", from: .vmstat["pgscan_kswapd"]),
        .counter(
            "vm_scanned_direct", .pages, "Pages looked at by tasks that needed memory.", from: .vmstat["pgscan_direct"]),
        .counter("vm_reclaimed_kswapd", .pages, "Pages reclaimed in the background.", from: .vmstat["pgsteal_kswapd"]),
        .counter(
            "vm_reclaimed_direct", .pages, "Pages reclaimed by tasks that needed memory.",
            from: .vmstat["pgsteal_direct"]),
        .counter(
            "vm_refaults_anon", .pages, "Heap pages that were needed again soon after reclaim.",
            from: .vmstat["workingset_refault_anon"]),
        .counter(
            "vm_refaults_file", .pages, "Cache pages that were needed again soon after reclaim.",
            from: .vmstat["workingset_refault_file"]),
        .counter(
            "vm_stalls", .count, "Times that a task had to reclaim normal memory itself.",
            from: .vmstat["allocstall_normal"]),
        .counter(
            "vm_stalls_movable", .count, "Times that a task had to reclaim movable memory itself.",
            from: .vmstat["allocstall_movable"]),
        .counter(
            "vm_huge_faults", .count, "Faults served with a transparent huge page.", from: .vmstat["thp_fault_alloc"]),
        .counter(
            "vm_huge_fallbacks", .count, "Faults for which no transparent huge page was at hand.",
            from: .vmstat["thp_fault_fallback"]),
    ]
}
