extension Metric {
    /// What a monitor measures of itself: its cost on the node, what it had to leave out, how its clock stands.
    static let monitor: [Metric] = [
        .counter("cpu_user", .microseconds, "CPU time of the monitor in user mode."),
        .counter("cpu_system", .microseconds, "CPU time of the monitor in the kernel."),
        .gauge("resident", .bytes, "Resident memory of the monitor."),
        .gauge("tick_duration", .nanoseconds, "How long the previous read of the kernel took."),
        .counter("overruns", .count, "Slots missed because a read took longer than the interval."),
        .counter("parse_errors", .count, "Kernel files that could not be understood; their columns are empty."),
        .gauge("buffered", .bytes, "Samples waiting for the collector's acknowledgement."),
        .counter("dropped", .count, "Items lost because the buffer was full; each stretch is a gap in events.csv."),
        .counter("sent", .bytes, "Bytes sent to the collector."),
        .counter("reconnects", .count, "Connections made after the first."),
        .gauge(
            "clock_offset", .nanoseconds, "Collector's wall clock minus the node's, from the last heartbeat.",
            as: .signed),
        .gauge("round_trip", .nanoseconds, "Time from a heartbeat to its answer."),
    ]
}
