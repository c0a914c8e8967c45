import KubemonMetrics
import NIOCore

/// The unit of buffer, spool, overflow and resume (R2), or what is left of one that was lost.
struct KeyGroup {
    /// Number of its first item.
    let first: UInt64
    /// Number of its last item; `first - 1` while it has none.
    var last: UInt64
    /// Slots of its first and last tick; 0 if they are not known.
    var firstSlot: UInt64 = 0
    var lastSlot: UInt64 = 0
    var ticks = 0
    /// The group's own frames as one, then one frame per item. Empty if only the spool has them, or nobody.
    var frames: [ByteBuffer] = []
    /// Bytes of ``frames``.
    var bytes = 0
    /// Frames that the spool has, counted from the beginning.
    var spooled = 0
    /// Why it will never be sent; `nil` while it can be.
    var lossReason: String?

    init(first: UInt64, last: UInt64) {
        self.first = first
        self.last = last
    }

    /// A new group whose own frames are `frame`.
    init(first: UInt64, frame: ByteBuffer) {
        self.init(first: first, last: first - 1)
        frames = [frame]
        bytes = frame.readableBytes
    }

    /// Its frames, wherever they are.
    var frameCount: Int { Int(last &+ 2 &- first) }
    var isInMemory: Bool { !frames.isEmpty }
    var isLost: Bool { lossReason != nil }
    var isSpooled: Bool { spooled == frameCount }
    var isEmpty: Bool { last < first }
    /// Without the descriptions at its beginning, which can be many.
    var itemBytes: Int { bytes - (frames.first?.readableBytes ?? 0) }

    /// What is said of it once it is lost.
    var gap: Gap {
        Gap(
            firstSequence: first, lastSequence: last, firstSlot: firstSlot, lastSlot: lastSlot,
            reason: lossReason ?? "")
    }

    mutating func append(_ frame: ByteBuffer, slot: UInt64) {
        frames.append(frame)
        bytes += frame.readableBytes
        last += 1
        guard slot > 0 else { return }
        if firstSlot == 0 { firstSlot = slot }
        lastSlot = slot
    }

    /// Lets go of its frames. Returns how many bytes that frees.
    mutating func unload() -> Int {
        defer { (frames, bytes) = ([], 0) }
        return bytes
    }

    /// Takes in the lost group that follows this one, which is lost as well.
    mutating func merge(_ next: KeyGroup) {
        last = next.last
        if firstSlot == 0 { firstSlot = next.firstSlot }
        lastSlot = max(lastSlot, next.lastSlot)
    }
}
