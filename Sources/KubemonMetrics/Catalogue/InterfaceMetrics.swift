extension Locator {
    static let netDev = KernelFile(.proc, "net/dev", .deviceFields)
}

extension Metric {
    /// Metrics of one network interface.
    static let interface: [Metric] = [
        .counter("receive", .bytes, "Bytes received.", from: .netDev[1]),
        .counter("transmit", .bytes, "Bytes sent.", from: .netDev[9]),
    ]
}
