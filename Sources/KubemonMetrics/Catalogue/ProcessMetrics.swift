extension Metric {
    /// Metrics of one process.
    ///
    /// Source: https://man7.org/linux/man-pages/man5/proc.5.html; fields of `stat` are numbered as there.
    static let process: [Metric] = processStat + processMemory + processIO + processScheduling

    /// CPU time, faults and state.
    private static let processStat: [Metric] = [
        .counter("cpu_user", .microseconds, "CPU time in user mode, all threads.", from: .processTime[14]),
        .counter("cpu_system", .microseconds, "CPU time in the kernel, all threads.", from: .processTime[15]),
        .counter(
            "cpu_children_user", .microseconds,
            "CPU time in user mode of children that have ended and were waited for.",
            from: .processTime[16]),
        .counter(
            "cpu_children_system", .microseconds,
            "CPU time in the kernel of children that have ended and were waited for.", from: .processTime[17]),
        .counter(
            "cpu_block_delay", .microseconds,
            "Time spent waiting for disks; 0 unless the sysctl kernel.task_delayacct is 1.", from: .processTime[42]),
        .gauge(
            "state", .count,
            "R running, S sleeping, D waiting for a disk, T stopped, t traced, Z ended but not waited for, I idle.",
            from: .processStat[3], as: .letter),
        .gauge("parent_pid", .count, "Parent process.", from: .processStat[4]),
        .gauge("session", .count, "Session that the process belongs to.", from: .processStat[6]),
        .gauge("nice", .count, "Niceness, -20 (served first) to 19.", from: .processStat[19], as: .signed),
        .gauge("threads", .count, "Threads.", from: .processStat[20]),
        .counter("minor_faults", .count, "Page faults that needed no disk.", from: .processStat[10]),
        .counter("major_faults", .count, "Page faults that read from a disk.", from: .processStat[12]),
        .counter(
            "children_minor_faults", .count, "Minor faults of children that were waited for.", from: .processStat[11]),
        .counter(
            "children_major_faults", .count, "Major faults of children that were waited for.", from: .processStat[13]),
    ]

    /// Memory. What is read from `status` is carried forward while the process uses no CPU time.
    private static let processMemory: [Metric] = [
        .gauge("memory_virtual", .bytes, "Address space.", from: .processStatm[0]),
        .gauge("memory_resident", .bytes, "Resident memory, shared memory and files included.", from: .processStatm[1]),
        .gauge("memory_shared", .bytes, "Resident shared memory and files.", from: .processStatm[2]),
        .gauge("memory_text", .bytes, "Address space of the program's code.", from: .processStatm[3]),
        .gauge("memory_data", .bytes, "Address space of heaps and stacks.", from: .processStatm[5]),
        .gauge("memory_anon", .bytes, "Resident heaps and stacks; " + carried, from: .processSize["RssAnon"]),
        .gauge("memory_file", .bytes, "Resident pages of mapped files; " + carried, from: .processSize["RssFile"]),
        .gauge("memory_shmem", .bytes, "Resident shared memory; " + carried, from: .processSize["RssShmem"]),
        .gauge("memory_swap", .bytes, "Heaps and stacks in swap; " + carried, from: .processSize["VmSwap"]),
        .gauge("memory_peak", .bytes, "Most memory ever resident; " + carried, from: .processSize["VmHWM"]),
        .gauge("memory_page_tables", .bytes, "Page tables; " + carried, from: .processSize["VmPTE"]),
    ]

    private static let carried = "read again when the process has used CPU time, else the last value."

    /// What the process asked for and what reached the disks. Needs the right to trace the process.
    private static let processIO: [Metric] = [
        .counter(
            "io_rchar", .bytes,
            "Bytes that read calls returned, of children that were waited for too; pipes and cache included.",
            from: .processIO["rchar"]),
        .counter(
            "io_wchar", .bytes,
            "Bytes passed to write calls, of children that were waited for too; pipes and cache included.",
            from: .processIO["wchar"]),
        .counter("io_syscr", .count, "Read calls, of children that were waited for too.", from: .processIO["syscr"]),
        .counter("io_syscw", .count, "Write calls, of children that were waited for too.", from: .processIO["syscw"]),
        .counter(
            "io_read", .bytes, "Bytes fetched from disks, for children that were waited for too.",
            from: .processIO["read_bytes"]),
        .counter(
            "io_written", .bytes, "Bytes sent to disks, for children that were waited for too.",
            from: .processIO["write_bytes"]),
        .counter(
            "io_cancelled_written", .bytes, "Bytes counted as written that never were, because the file was cut.",
            from: .processIO["cancelled_write_bytes"]),
    ]

    /// Scheduling and open files.
    private static let processScheduling: [Metric] = [
        .counter("leader_run", .microseconds, "CPU time of the first thread alone.", from: .processSchedule[0]),
        .counter(
            "leader_run_queue_wait", .microseconds, "Time that the first thread waited for a CPU.",
            from: .processSchedule[1]),
        .counter(
            "leader_timeslices", .count, "Times that the first thread was put on a CPU.",
            from: .processSchedule[2].scaled(.one)),
        .counter(
            "voluntary_switches", .count, "Times that the first thread gave up its CPU; " + carried,
            from: .processStatus["voluntary_ctxt_switches"]),
        .counter(
            "involuntary_switches", .count, "Times that a CPU was taken from the first thread; " + carried,
            from: .processStatus["nonvoluntary_ctxt_switches"]),
        .gauge("open_files", .count, "Open file descriptors; " + carried, from: .processDescriptors[]),
    ]
}

extension Locator {
    fileprivate static let processStat = KernelFile(.process, "stat", .processStat)
    /// The same file; its times count ticks.
    fileprivate static let processTime = KernelFile(.process, "stat", .processStat, scale: .userTicks)
    fileprivate static let processStatm = KernelFile(.process, "statm", .fields, scale: .pages)
    fileprivate static let processStatus = KernelFile(.process, "status", .keyedValues)
    fileprivate static let processSize = KernelFile(.process, "status", .keyedValues, scale: .kibibytes)
    fileprivate static let processIO = KernelFile(.process, "io", .keyedValues)
    fileprivate static let processSchedule = KernelFile(.process, "schedstat", .fields, scale: .nanoseconds)
    fileprivate static let processDescriptors = KernelFile(.process, "fd", .entries)
}
