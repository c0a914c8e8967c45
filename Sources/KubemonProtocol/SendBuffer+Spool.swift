import DequeModule
public import KubemonMetrics
public import NIOCore

/// What a buffer has to do with a spool, and what happens when there is no room.
extension SendBuffer {
    /// The group whose turn it is and that only the spool has, by its first number; `nil` if there is none.
    public var wanted: UInt64? {
        guard cursorGroup < groups.count else { return nil }
        let group = groups[cursorGroup]
        return group.isLost || group.isInMemory || cursorFrame >= group.frameCount ? nil : group.first
    }

    /// Frames that the spool does not have yet, of the oldest such group; `nil` if there are none.
    ///
    /// - Parameter limit: bytes after which no frame is added.
    public func unspooled(limit: Int = 1 << 20) -> SpoolWork? {
        guard spoolState != .none,
            let group = groups.first(where: { $0.isInMemory && !$0.isSpooled })
        else { return nil }
        var work = SpoolWork(epoch: epoch, group: group.first, done: group.spooled, frames: [])
        var size = 0
        for frame in group.frames[group.spooled...] {
            work.frames.append(frame)
            size += frame.readableBytes
            if size >= limit { break }
        }
        return work
    }

    /// The spool has taken what ``unspooled(limit:)`` gave.
    public mutating func didSpool(_ work: SpoolWork) {
        guard let index = groups.firstIndex(where: { $0.first == work.group }), groups[index].isInMemory else { return }
        groups[index].spooled = max(groups[index].spooled, work.done + work.frames.count)
        dropOverflow()
    }

    /// Brings a group back from the spool.
    ///
    /// - Parameters:
    ///   - frames: the group's frames up to the first that can't be used.
    ///   - lossReason: why some are missing, if any are.
    /// - Returns: what was lost in one piece with those that are missing; `nil` if none are.
    @discardableResult
    public mutating func provide(_ group: UInt64, _ frames: [ByteBuffer], lossReason: String) -> Gap? {
        guard let index = groups.firstIndex(where: { $0.first == group }), !groups[index].isInMemory,
            !groups[index].isLost
        else { return nil }
        let last = groups[index].last
        let intact = min(frames.count, groups[index].frameCount)
        guard intact < groups[index].frameCount else {
            groups[index].frames = frames
            groups[index].bytes = frames.reduce(0) { $0 + $1.readableBytes }
            bytes += groups[index].bytes
            return nil
        }
        guard intact > 1 else { return lose(group, reason: lossReason) }
        // The beginning can be sent, the rest is lost. What slots that were is not known any more.
        var rest = KeyGroup(first: group + UInt64(intact - 1), last: last)
        rest.lossReason = lossReason
        dropped += rest.last - rest.first + 1
        var kept = KeyGroup(first: group, last: rest.first - 1)
        kept.frames = Array(frames[..<intact])
        kept.bytes = kept.frames.reduce(0) { $0 + $1.readableBytes }
        bytes += kept.bytes
        groups[index] = kept
        groups.insert(rest, at: index + 1)
        if cursorGroup > index { cursorGroup += 1 }
        merge(at: index + 1)
        return groups[index + 1].gap
    }

    /// What the spool has of a group is not to be relied on: it is to be written again, if it is still in memory.
    public mutating func spoolAgain(_ group: UInt64) -> Bool {
        guard let index = groups.firstIndex(where: { $0.first == group }), groups[index].isInMemory else {
            return false
        }
        groups[index].spooled = 0
        return true
    }

    /// The oldest group that the spool has, by its first number: the one to go when the spool is full.
    public var oldestSpooled: UInt64? {
        (isClosed ? groups[...] : groups.dropLast()).first { $0.spooled > 0 }?.first
    }

    /// Gives up a group.
    ///
    /// - Parameters:
    ///   - group: its first number.
    ///   - slots: the slots of its ticks, where the buffer does not know them.
    ///   - reason: why, in a few words.
    /// - Returns: everything that was lost in one piece with it; `nil` if there is no such group.
    @discardableResult
    public mutating func lose(_ group: UInt64, slots: ClosedRange<UInt64>? = nil, reason: String) -> Gap? {
        guard let index = groups.firstIndex(where: { $0.first == group }), !groups[index].isLost else { return nil }
        if let slots, groups[index].firstSlot == 0 {
            (groups[index].firstSlot, groups[index].lastSlot) = (slots.lowerBound, slots.upperBound)
        }
        lose(at: index, reason: reason)
        return groups.first { $0.isLost && $0.first <= group && group <= $0.last }?.gap
    }

    /// Groups that were acknowledged or lost since the last call, by their first numbers.
    public mutating func takeRemoved() -> [UInt64] {
        defer { removed = [] }
        return removed
    }

    /// Makes room in memory: the oldest group that can be spared goes, back to the spool if that has it.
    mutating func dropOverflow() {
        while bytes > capacity, !isClosed {
            let end = groups.count - 1
            let spared = groups[..<end].indices.first { index in
                groups[index].isInMemory && (index != cursorGroup || !groups[index].isSpooled)
            }
            guard let spared else { return }
            if groups[spared].isSpooled {
                bytes -= groups[spared].unload()
            } else {
                lose(at: spared, reason: "the monitor's buffer was full")
            }
        }
    }

    private mutating func lose(at index: Int, reason: String) {
        dropped += groups[index].last - groups[index].first + 1
        bytes -= groups[index].unload()
        groups[index].lossReason = reason
        groups[index].spooled = 0
        removed.append(groups[index].first)
        // What was sent already may have arrived: a new connection will tell, this one goes on where it is. In the middle
        // of the group the gap takes the place of the rest.
        if cursorGroup == index { cursorFrame = 0 }
        merge(at: index)
    }

    /// Merges the lost group at `index` with lost neighbours.
    private mutating func merge(at index: Int) {
        if index + 1 < groups.count, groups[index + 1].isLost { mergeNext(of: index) }
        if index > 0, groups[index - 1].isLost { mergeNext(of: index - 1) }
    }

    private mutating func mergeNext(of index: Int) {
        groups[index].merge(groups.remove(at: index + 1))
        if cursorGroup == index || cursorGroup == index + 1 {
            // A gap that was sent has grown.
            (cursorGroup, cursorFrame) = (index, 0)
        } else if cursorGroup > index + 1 {
            cursorGroup -= 1
        }
    }
}
