extension Metric {
    /// What a container read and wrote, summed over the block devices. A v1 hierarchy that lists no device has not been
    /// accounting (only devices with a throttle rule are certain to be); then the values are missing, not zero.
    static let containerIO: [Metric] = blockIO(prefix: "io_", where: "summed over block devices")

    /// The same of one block device, as one container used it.
    static let containerDisk: [Metric] = blockIO(prefix: "", where: "of this device")

    private static func blockIO(prefix: String, where place: String) -> [Metric] {
        func metric(_ name: String, _ unit: Unit, _ what: String, _ v2: String, _ v1: String) -> Metric {
            let old: [KernelFile] = unit == .bytes ? Locator.blkioBytes : Locator.blkioOperations
            let new = v2.isEmpty ? [] : [Locator.ioStat["", v2]]
            return Metric(
                name: prefix + name, unit: unit, kind: .counter, encoding: .integer, summary: "\(what), \(place).",
                locators: new + old.map { $0["", v1] })
        }
        return [
            metric("read", .bytes, "Bytes read", "rbytes", "Read"),
            metric("written", .bytes, "Bytes written", "wbytes", "Write"),
            metric("discarded", .bytes, "Bytes discarded", "dbytes", "Discard"),
            metric("reads", .count, "Reads", "rios", "Read"),
            metric("writes", .count, "Writes", "wios", "Write"),
            metric("discards", .count, "Discards", "dios", "Discard"),
            metric("sync", .bytes, "Bytes of synchronous transfers (v1 only)", "", "Sync"),
            metric("async", .bytes, "Bytes of other transfers (v1 only)", "", "Async"),
        ]
    }
}

extension Locator {
    fileprivate static let ioStat = KernelFile(.cgroupV2, "io.stat", .devicePairs)
    /// Of the subtree where the kernel has it, as every number of the v2 hierarchy.
    fileprivate static let blkioBytes = blkio(["throttle.io_service_bytes_recursive", "throttle.io_service_bytes"])
    fileprivate static let blkioOperations = blkio(["throttle.io_serviced_recursive", "throttle.io_serviced"])

    private static func blkio(_ names: [String]) -> [KernelFile] {
        names.map { KernelFile(.cgroupV1(controller: "blkio"), "blkio." + $0, .devicePairs) }
    }
}
