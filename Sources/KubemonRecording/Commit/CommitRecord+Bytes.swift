import KubemonMetrics

extension CommitRecord {
    static let magic: UInt64 = 0x314D_4D4F_434D_424B  // "KBMCOMM1"
    /// Magic and length.
    static let headerLength = 12
    /// Longest record that is believed; bounds what a broken length can ask for.
    static let longest = 64 << 20

    /// The record as it stands in a commit file: little endian, its own length first, its CRC-32C last.
    func encoded() -> [UInt8] {
        var bytes = CommitBytes()
        bytes.put(Self.magic)
        bytes.put(UInt32(0))
        bytes.put(number)
        bytes.put(interval)
        bytes.put(window.first)
        bytes.put(window.last)
        bytes.put(UInt8(isStopped ? 1 : 0))
        bytes.put(UInt32(tables.count))
        for table in tables {
            bytes.put(table.name)
            bytes.put(table.inode)
            bytes.put(table.extent.length)
            bytes.put(table.extent.checksum.value)
            bytes.put(table.extent.rows)
        }
        bytes.put(UInt32(sources.count))
        for source in sources { Self.put(source, into: &bytes) }
        bytes.put(UInt32(heldGaps.count))
        for gap in heldGaps { Self.put(gap, into: &bytes) }
        bytes.setLength(at: 8, extra: 4)
        bytes.put(CRC32C(of: bytes.all.span).value)
        return bytes.all
    }

    private static func put(_ source: Source, into bytes: inout CommitBytes) {
        bytes.put(source.source.node)
        bytes.put(source.source.epoch)
        bytes.put(source.run)
        bytes.put(source.sequence)
        bytes.put(source.slot)
        bytes.put(source.flags.rawValue)
        bytes.put(source.kinds)
        bytes.put(source.ticks)
        bytes.put(source.missed)
        bytes.put(source.gaps)
    }

    private static func put(_ gap: HeldGap, into bytes: inout CommitBytes) {
        bytes.put(gap.source.node)
        bytes.put(gap.source.epoch)
        bytes.put(gap.sequence)
        bytes.put(gap.slots.lowerBound)
        bytes.put(gap.slots.upperBound)
        bytes.put(gap.reason)
    }

    /// Reads the contents of a commit file, or returns `nil` if they are not whole.
    init?(_ contents: [UInt8]) {
        var bytes = CommitBytes(contents)
        guard bytes.takeUInt64() == Self.magic, let length = bytes.takeUInt32(), length > Self.headerLength,
            length <= contents.count
        else { return nil }
        let body = Int(length) - 4
        var tail = CommitBytes(Array(contents[body..<Int(length)]))
        guard tail.takeUInt32() == CRC32C(of: contents.span.extracting(0..<body)).value else { return nil }
        bytes.cut(to: body)
        guard let number = bytes.takeUInt64(), let interval = bytes.takeUInt64(), let first = bytes.takeUInt64(),
            let last = bytes.takeUInt64(), let stopped = bytes.takeUInt8(), let tableCount = bytes.takeUInt32()
        else { return nil }
        self.init(
            number: number, interval: interval, window: RecordingWindow(first: first, last: last),
            isStopped: stopped != 0, tables: [], sources: [])
        for _ in 0..<tableCount {
            guard let name = bytes.takeText(), let inode = bytes.takeUInt64(), let length = bytes.takeUInt64(),
                let checksum = bytes.takeUInt32(), let rows = bytes.takeUInt64()
            else { return nil }
            let extent = TableExtent(length: length, checksum: CRC32C(checksum), rows: rows)
            tables.append(Table(name: name, inode: inode, extent: extent))
        }
        guard let sourceCount = bytes.takeUInt32() else { return nil }
        for _ in 0..<sourceCount {
            guard let source = Self.takeSource(from: &bytes) else { return nil }
            sources.append(source)
        }
        // Earlier versions end here: they held no gaps.
        for _ in 0..<(bytes.takeUInt32() ?? 0) {
            guard let gap = Self.takeGap(from: &bytes) else { return nil }
            heldGaps.append(gap)
        }
    }

    private static func takeGap(from bytes: inout CommitBytes) -> HeldGap? {
        guard let node = bytes.takeText(), let epoch = bytes.takeUInt64(), let sequence = bytes.takeUInt64(),
            let first = bytes.takeUInt64(), let last = bytes.takeUInt64(), first <= last, let reason = bytes.takeText()
        else { return nil }
        return HeldGap(
            source: StreamSource(node: node, epoch: epoch), sequence: sequence, slots: first...last, reason: reason)
    }

    private static func takeSource(from bytes: inout CommitBytes) -> Source? {
        guard let node = bytes.takeText(), let epoch = bytes.takeUInt64(), let run = bytes.takeUInt32(),
            let sequence = bytes.takeUInt64(), let slot = bytes.takeUInt64(), let flags = bytes.takeUInt8(),
            let kinds = bytes.takeUInt32(), let ticks = bytes.takeUInt64(), let missed = bytes.takeUInt64(),
            let gaps = bytes.takeUInt64()
        else { return nil }
        return Source(
            source: StreamSource(node: node, epoch: epoch), run: run, sequence: sequence, slot: slot,
            flags: SourceFlags(rawValue: flags), kinds: kinds, ticks: ticks, missed: missed, gaps: gaps)
    }
}
