import KubemonMetrics

/// One of the original's three kinds of files, with the columns of its first version in their order.
struct OriginalTable {
    /// Name of the class: of the directory, and the beginning of each file's name.
    let name: String
    /// The table with one row per row of the files.
    let kind: EntityKind
    /// The table that ``OriginalColumn/Source/disk`` means.
    let diskKind: EntityKind?
    /// The table that ``OriginalColumn/Source/network`` means.
    let networkKind: EntityKind
    /// All columns but the last, `timestamp`.
    let columns: [OriginalColumn]

    static let all = [os, docker, process]

    private static let os = OriginalTable(
        name: "OSMonitor", kind: .node, diskKind: .disk, networkKind: .interface,
        columns: [
            .delta("cpu_stat_ctx_switches", "context_switches"),
            .delta("cpu_stat_interrupts", "interrupts"),
            .delta("cpu_stat_soft_interrupts", "soft_interrupts"),
            // psutil has no such number on Linux and says 0.
            OriginalColumn(name: "cpu_stat_syscalls", content: .constant("0")),
        ]
            + ["user", "system", "nice", "softirq", "irq", "iowait", "guest", "guest_nice", "idle"].map {
                .delta("cpu_times_" + $0, "cpu_\($0)_usec", .seconds)
            }
            + ["inactive_anon", "active_anon", "inactive_file", "active_file", "mapped"].map {
                .delta("nr_" + $0, "vm_\($0)_pages")
            } + [
                .delta("pgpgin", "vm_paged_in_bytes", .kibibytes),
                .delta("pgpgout", "vm_paged_out_bytes", .kibibytes),
                .delta("pgfree", "vm_freed_pages"),
                .delta("pgfault", "vm_faults"),
                .delta("pgmajfault", "vm_major_faults"),
                .delta("pgreuse", "vm_reuses"),
                .delta("bytes_sent", "transmit_bytes", of: .network),
                .delta("bytes_recv", "receive_bytes", of: .network),
                .delta("packets_sent", "transmit_packets", of: .network),
                .delta("packets_recv", "receive_packets", of: .network),
                .delta("read_io", "reads", of: .disk),
                .delta("read_merge", "reads_merged", of: .disk),
                .delta("read_sectors", "read_bytes", .sectors, of: .disk),
                .delta("read_ticks", "read_time_usec", .milliseconds, of: .disk),
                .delta("write_io", "writes", of: .disk),
                .delta("write_merge", "writes_merged", of: .disk),
                .delta("write_sectors", "written_bytes", .sectors, of: .disk),
                .delta("write_ticks", "write_time_usec", .milliseconds, of: .disk),
                .delta("in_flight", "in_flight", of: .disk),
                .delta("io_ticks", "busy_time_usec", .milliseconds, of: .disk),
                .delta("time_in_queue", "queue_time_usec", .milliseconds, of: .disk),
                .delta("discard_io", "discards", of: .disk),
                .delta("discard_merges", "discards_merged", of: .disk),
                .delta("discard_sectors", "discarded_bytes", .sectors, of: .disk),
                .delta("discard_ticks", "discard_time_usec", .milliseconds, of: .disk),
                .delta("flush_io", "flushes", of: .disk),
                .delta("flush_ticks", "flush_time_usec", .milliseconds, of: .disk),
            ]
            + ["1min", "5min", "15min"].map {
                OriginalColumn(name: "loadavg_" + $0, content: .value("load_" + $0))
            })

    private static let docker = OriginalTable(
        name: "DockerMonitor", kind: .container, diskKind: .containerDisk, networkKind: .container,
        columns: [
            .delta("user", "cpu_user_usec", .ticks),
            .delta("system", "cpu_system_usec", .ticks),
            .delta("nr_periods", "cpu_periods"),
            .delta("nr_throttled", "cpu_throttled_periods"),
            .delta("throttled_time", "cpu_throttled_usec", .nanoseconds),
            .delta("nr_bursts", "cpu_bursts"),
            .delta("burst_time", "cpu_burst_usec", .nanoseconds),
            .delta("cache", "memory_file_bytes"),
            .delta("rss", "memory_anon_bytes"),
            .delta("mapped_file", "memory_mapped_bytes"),
            .delta("pgpgin", "memory_charges"),
            .delta("pgpgout", "memory_uncharges"),
            .delta("pgfault", "memory_faults"),
            .delta("pgmajfault", "memory_major_faults"),
        ]
            + ["inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable"].map {
                .delta($0, "memory_\($0)_bytes")
            } + network + [
                .delta("Read", "read_bytes", of: .disk),
                .delta("Write", "written_bytes", of: .disk),
                .delta("Sync", "sync_bytes", of: .disk),
                .delta("Async", "async_bytes", of: .disk),
                .delta("Discard", "discarded_bytes", of: .disk),
                OriginalColumn(
                    name: "Total",
                    content: .difference(.disk, ["read_bytes", "written_bytes", "discarded_bytes"], .one)),
                .delta("sectors_written", "written_bytes", .sectors, of: .disk),
                .delta("sectors_read", "read_bytes", .sectors, of: .disk),
            ])

    private static let process = OriginalTable(
        name: "ProcessMonitor", kind: .process, diskKind: nil, networkKind: .container,
        columns: [
            .delta("io_read_count", "io_syscr"),
            .delta("io_write_count", "io_syscw"),
            .delta("io_read_bytes", "io_read_bytes"),
            .delta("io_write_bytes", "io_written_bytes"),
            .delta("io_read_chars", "io_rchar_bytes"),
            .delta("io_write_chars", "io_wchar_bytes"),
            .delta("cpu_user", "cpu_user_usec", .seconds),
            .delta("cpu_system", "cpu_system_usec", .seconds),
            .delta("cpu_children_user", "cpu_children_user_usec", .seconds),
            .delta("cpu_children_system", "cpu_children_system_usec", .seconds),
            .delta("cpu_iowait", "cpu_block_delay_usec", .seconds),
        ] + network + [
            OriginalColumn(name: "cpu_percent", content: .percent(["cpu_user_usec", "cpu_system_usec"])),
            .delta("size", "memory_virtual_bytes", .pages),
            .delta("resident", "memory_resident_bytes", .pages),
            .delta("shared", "memory_shared_bytes", .pages),
            .delta("text", "memory_text_bytes", .pages),
            // Linux has said 0 since 2.6.
            OriginalColumn(name: "lib", content: .constant("0")),
            .delta("data", "memory_data_bytes", .pages),
            OriginalColumn(name: "dt", content: .constant("0")),
        ])

    private static let network: [OriginalColumn] = ["rx", "tx"].flatMap { direction in
        [
            .delta(direction + "_bytes", "network_\(direction)_bytes", of: .network),
            .delta(direction + "_packets", "network_\(direction)_packets", of: .network),
        ]
    }
}
