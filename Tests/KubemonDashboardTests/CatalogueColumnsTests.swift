import KubemonMetrics
import Testing

@Suite("Columns of the catalogue")
struct CatalogueColumnsTests {
    private static let container = [
        "cpu_usage", "cpu_quota", "cpu_period", "cpu_periods", "cpu_throttled_periods", "cpu_throttled",
        "memory_current",
        "memory_inactive_file", "memory_active_file", "memory_anon", "memory_file", "memory_swap", "memory_limit",
        "memory_faults", "memory_major_faults", "memory_oom_kills", "memory_limit_events", "memory_high_events",
        "pressure_cpu_some_avg10", "pressure_memory_some_avg10", "pressure_io_some_avg10", "network_rx", "network_tx",
        "network_rx_drops", "network_tx_drops", "io_read", "io_written", "io_reads", "io_writes", "pids", "pids_limit",
        "pids_limit_hits", "frozen",
    ]
    private static let process = [
        "cpu_user", "cpu_system", "state", "parent_pid", "threads", "memory_resident", "memory_anon", "memory_file",
        "memory_shmem", "memory_swap", "memory_peak", "memory_virtual", "memory_page_tables", "io_read", "io_written",
        "io_rchar", "io_wchar", "minor_faults", "major_faults", "leader_run_queue_wait", "voluntary_switches",
        "involuntary_switches", "open_files",
    ]

    @Test(
        "metrics that views show by name are in the catalogue",
        arguments: [
            (EntityKind.disk, "read"), (.disk, "written"), (.interface, "receive"), (.interface, "transmit"),
        ] + container.map { (.container, $0) } + process.map { (.process, $0) })
    func exist(kind: EntityKind, name: String) { #expect(Schema.of(kind).index(of: name) != nil) }
}
