extension Locator {
    static let netDev = KernelFile(.proc, "net/dev", .deviceFields)
}

extension Metric {
    /// Metrics of one network interface: the fields of `/proc/net/dev` in its order.
    static let interface: [Metric] = [
        .counter("receive", .bytes, "Bytes received.", from: .netDev[1]),
        .counter("receive_packets", .count, "Packets received.", from: .netDev[2]),
        .counter("receive_errors", .count, "Packets received in error.", from: .netDev[3]),
        .counter("receive_drops", .count, "Packets received and dropped.", from: .netDev[4]),
        .counter("receive_fifo_errors", .count, "Packets lost because the receive queue overran.", from: .netDev[5]),
        .counter("receive_frame_errors", .count, "Packets received with a framing error.", from: .netDev[6]),
        .counter("receive_compressed", .count, "Compressed packets received.", from: .netDev[7]),
        .counter("receive_multicast", .count, "Multicast packets received.", from: .netDev[8]),
        .counter("transmit", .bytes, "Bytes sent.", from: .netDev[9]),
        .counter("transmit_packets", .count, "Packets sent.", from: .netDev[10]),
        .counter("transmit_errors", .count, "Packets that could not be sent.", from: .netDev[11]),
        .counter("transmit_drops", .count, "Packets dropped instead of sent.", from: .netDev[12]),
        .counter("transmit_fifo_errors", .count, "Packets lost because the send queue overran.", from: .netDev[13]),
        .counter("transmit_collisions", .count, "Collisions while sending.", from: .netDev[14]),
        .counter("transmit_carrier_errors", .count, "Packets lost because the carrier was lost.", from: .netDev[15]),
        .counter("transmit_compressed", .count, "Compressed packets sent.", from: .netDev[16]),
    ]
}
