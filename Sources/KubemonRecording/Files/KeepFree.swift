/// How much room must stay free on the disk; below it the collector raises an alarm (R16).
public struct KeepFree: Sendable, Hashable {
    /// Bytes that must stay free.
    public var bytes: UInt64
    /// Share of the file system that is enough even if it is less than ``bytes``, in percent; `nil` if the user named a
    /// number of bytes.
    public var percent: UInt64?

    /// The default: 1 GiB or 5 % of the file system, whichever is less, so that a small disk is not in alarm from the
    /// start.
    public static let standard = KeepFree(bytes: 1 << 30, percent: 5)

    /// A limit.
    public init(bytes: UInt64, percent: UInt64? = nil) {
        self.bytes = bytes
        self.percent = percent
    }

    /// Whether less than the limit is free.
    public func isBelow(_ space: FreeSpace) -> Bool { space.available < threshold(of: space.total) }

    /// Whether a disk that was below the limit is still short of room: a tenth more than that must be free, or on a small disk
    /// half of what may be, so that a number that goes up and down around the limit is said once.
    public func isStillBelow(_ space: FreeSpace) -> Bool {
        let limit = threshold(of: space.total)
        return space.available < limit + min(limit / 10, (max(limit, space.total) - limit) / 2)
    }

    /// The limit in bytes on a file system of `total` bytes.
    public func threshold(of total: UInt64) -> UInt64 {
        guard let percent else { return bytes }
        return min(bytes, total / 100 * min(percent, 100))
    }
}
