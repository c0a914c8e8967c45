extension Locator {
    static let diskstats = KernelFile(.proc, "diskstats", .deviceFields)
}

extension Metric {
    /// Metrics of one block device: the fields of `/proc/diskstats` in its order.
    static let disk: [Metric] = [
        .counter("reads", .count, "Reads completed.", from: .diskstats[1]),
        .counter("reads_merged", .count, "Reads joined with a neighbour.", from: .diskstats[2]),
        .counter("read", .bytes, "Bytes read.", from: .diskstats[3].scaled(.sectors)),
        .counter(
            "read_time", .microseconds, "Time spent in reads, summed over requests.",
            from: .diskstats[4].scaled(.milliseconds)),
        .counter("writes", .count, "Writes completed.", from: .diskstats[5]),
        .counter("writes_merged", .count, "Writes joined with a neighbour.", from: .diskstats[6]),
        .counter("written", .bytes, "Bytes written.", from: .diskstats[7].scaled(.sectors)),
        .counter(
            "write_time", .microseconds, "Time spent in writes, summed over requests.",
            from: .diskstats[8].scaled(.milliseconds)),
        .gauge("in_flight", .count, "Requests in progress.", from: .diskstats[9]),
        .counter(
            "busy_time", .microseconds, "Time in which some request was in progress.",
            from: .diskstats[10].scaled(.milliseconds)),
        .counter(
            "queue_time", .microseconds, "Time spent in requests of all kinds, summed over requests.",
            from: .diskstats[11].scaled(.milliseconds)),
        .counter("discards", .count, "Discards completed.", from: .diskstats[12]),
        .counter("discards_merged", .count, "Discards joined with a neighbour.", from: .diskstats[13]),
        .counter("discarded", .bytes, "Bytes discarded.", from: .diskstats[14].scaled(.sectors)),
        .counter(
            "discard_time", .microseconds, "Time spent in discards, summed over requests.",
            from: .diskstats[15].scaled(.milliseconds)),
        .counter("flushes", .count, "Flushes completed.", from: .diskstats[16]),
        .counter(
            "flush_time", .microseconds, "Time spent in flushes, summed over requests.",
            from: .diskstats[17].scaled(.milliseconds)),
    ]
}
