extension Locator {
    static let diskstats = KernelFile(.proc, "diskstats", .deviceFields)
}

extension Metric {
    /// Metrics of one block device.
    static let disk: [Metric] = [
        .counter("read", .bytes, "Bytes read.", from: .diskstats[3].scaled(.sectors)),
        .counter("written", .bytes, "Bytes written.", from: .diskstats[7].scaled(.sectors)),
    ]
}
