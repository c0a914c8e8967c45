public import KubemonMetrics

/// A finished or running recording that can be looked at at any time of it. Changes nothing but the index of a finished one
/// that has none.
///
/// One thread owns it.
public final class RecordingReplay {
    /// Bytes of each table that are read for what was before the time asked for: curves and graphs.
    public static let usualBudget = 2 << 20

    private let path: String
    private let files: any FileSystem
    private var recording: OpenedRecording
    private var tables: [RecordedTable]
    private var book: EntityBook?
    private var list: EventList?

    /// Opens the recording at `path`. Where it has no index, or a wrong one, its tables are read once.
    ///
    /// - Throws: ``ExportError`` if it can't be read.
    public init(_ path: String, files: any FileSystem = SystemFiles()) throws(ExportError) {
        (self.path, self.files) = (path, files)
        let recording = try OpenedRecording(path, files: files, isChecked: false)
        guard SlotGrid.allowed.contains(recording.manifest.intervalNs) else { throw .recording(.damaged(.manifest)) }
        self.recording = recording
        let lines = recording.indexLines()
        tables = recording.tables.compactMap { RecordedTable($0, lines: lines[$0.description.file] ?? []) }
        book = recording.table(RecordingWriter.entityFile).map { EntityBook($0, files: files) }
        list = recording.table(RecordingWriter.eventFile).map { EventList($0) }
        var isNew = false
        for table in tables {
            let length = recording.table(table.name)?.length ?? 0
            isNew =
                try Self.reading { () throws(FileFailure) in
                    if try !table.index.isTrue(table.index.probes, table.file, files: files) { table.forgetIndex() }
                    return try table.index.complete(table.file, length: length, files: files)
                } || isNew
        }
        if isNew { saveIndex() }
        try extendTexts()
    }

    /// Name of its directory.
    public var name: String { recording.manifest.name }
    /// Length of its slots, ns.
    public var interval: UInt64 { recording.manifest.intervalNs }
    /// Whether rows are still being added.
    public var isGrowing: Bool { recording.manifest.isOpen }
    /// Beginnings of the first and of the last slot that has rows, ns since 1970 UTC; `nil` if none has.
    public var times: ClosedRange<UInt64>? {
        // By hand: it is asked for with each frame, and days have a hundred thousand blocks.
        var times: ClosedRange<UInt64>?
        for table in tables {
            for block in table.index.blocks {
                let known = times ?? block.times
                times =
                    min(known.lowerBound, block.times.lowerBound)...max(known.upperBound, block.times.upperBound)
            }
        }
        return times
    }

    /// Names of the nodes, in order.
    public var nodes: [String] { recording.nodes }
    /// Events in the order of their times.
    public var events: [RecordedEvent] { list?.events ?? [] }

    /// What is known of the machine that a run was on.
    public func facts(of source: StreamSource) -> NodeFacts {
        guard let facts = recording.facts(node: source.node, run: source.epoch) else {
            var facts = NodeFacts()
            facts.node = source.node
            return facts
        }
        return facts.facts(of: source.node)
    }

    /// What the list of recordings shows of it.
    public var summary: RecordingSummary {
        var summary = recording.manifest.summary
        (summary.name, summary.path) = (recording.manifest.name, files.absolute(path))
        // The manifest of one that is being written says how it began.
        if let record = recording.record { summary.add(record) }
        return summary
    }

    /// Looks at what was committed since; does nothing for a finished recording.
    public func refresh() throws(ExportError) {
        guard isGrowing else { return }
        let opened = try OpenedRecording(path, files: files, isChecked: false)
        for table in tables { table.file = opened.table(table.name)?.file ?? table.file }
        // With it go the files of the old one.
        recording = opened
        for table in tables {
            let length = recording.table(table.name)?.length ?? 0
            try Self.reading { () throws(FileFailure) in
                try table.index.extend(table.file, to: length, files: files)
            }
        }
        try extendTexts()
    }

    /// The samples of the slots that begin in `times`, of tables from which rows of kinds are wanted.
    public func samples(
        in times: ClosedRange<UInt64>, kinds: Set<EntityKind> = Set(EntityKind.allCases)
    ) throws(ExportError) -> [RecordedSample] {
        try collect { kind in kinds.contains(kind) ? times : nil }
    }

    /// The samples of the slot that begins at `time` and of those before it, so many of each table as its budget allows;
    /// never less than two slots.
    ///
    /// - Parameters:
    ///   - count: how many slots are wanted of a kind.
    ///   - budget: bytes that may be read of its table for them.
    public func samples(
        at time: UInt64, count: (EntityKind) -> Int, budget: Int = RecordingReplay.usualBudget
    ) throws(ExportError) -> [RecordedSample] {
        try collect { kind in
            guard let table = tables.first(where: { $0.kind == kind }) else { return nil }
            var slots = max(2, count(kind))
            func times() -> ClosedRange<UInt64> { (time - min(time, UInt64(slots) * interval - interval / 2))...time }
            while slots > 2, table.index.bytes(of: times()) > budget { slots = max(2, slots / 2) }
            return times()
        }
    }

    private func collect(_ wanted: (EntityKind) -> ClosedRange<UInt64>?) throws(ExportError) -> [RecordedSample] {
        guard let bookFile = recording.table(RecordingWriter.entityFile)?.file, var book else { return [] }
        // Moved out and in, so that what it knows is not copied on write.
        self.book = nil
        defer { self.book = book }
        book.beginSamples()
        var collector = SampleCollector(slotLength: interval)
        for table in tables {
            guard let times = wanted(table.kind) else { continue }
            try Self.reading { () throws(FileFailure) in
                try collect(times, of: table, into: &collector, &book, bookFile)
            }
        }
        return collector.finish()
    }

    private func collect(
        _ times: ClosedRange<UInt64>, of table: RecordedTable, into collector: inout SampleCollector,
        _ book: inout EntityBook, _ bookFile: Int32
    ) throws(FileFailure) {
        if try !table.index.isTrue(table.index.blocks(of: times), table.file, files: files) {
            // The index lies: it is made anew from the table.
            let length = table.index.end
            table.forgetIndex()
            try table.index.complete(table.file, length: length, files: files)
            saveIndex()
        }
        for index in table.index.blocks(of: times) {
            var scanner = RowScanner(files, table.file, table.index.blocks[index].range)
            while try scanner.next() {
                guard let time = scanner.time, times.contains(time) else { continue }
                try collector.add(&scanner, time: time, of: table, &book, bookFile)
            }
        }
    }

    private func extendTexts() throws(ExportError) {
        try Self.reading { () throws(FileFailure) in
            if let table = recording.table(RecordingWriter.entityFile) {
                try book?.extend(table.file, to: table.length)
            }
            if let table = recording.table(RecordingWriter.eventFile) {
                try list?.extend(table.file, to: table.length, files: files)
            }
        }
    }

    /// Keeps the index beside a finished recording. Where that is not allowed it is made again the next time.
    private func saveIndex() {
        guard !isGrowing else { return }
        recording.writeIndex(tables.map { $0.index.lines(of: $0.name) }.joined())
    }

    private static func reading<Result>(
        _ body: () throws(FileFailure) -> Result
    ) throws(ExportError) -> Result {
        do throws(FileFailure) {
            return try body()
        } catch {
            throw .reading(error)
        }
    }
}

@available(*, unavailable)
extension RecordingReplay: Sendable {}
