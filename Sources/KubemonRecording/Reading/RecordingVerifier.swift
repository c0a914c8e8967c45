import Glibc
import KubemonMetrics

/// Examines a recording from its files alone: sizes, checksums, rows, order, holes.
public struct RecordingVerifier {
    /// One run of one node.
    private struct Run: Hashable {
        var node: String
        var run: UInt64
    }

    private let files: any FileSystem
    private var interval: UInt64 = 0
    /// Whether rows may stand behind the last commit.
    private var isRunning = false
    /// Length of a slot of the runs whose own minimum is above the interval (R8), ns.
    private var intervals: [Run: UInt64] = [:]
    /// Slots with rows.
    private var slots: [Run: SlotRanges] = [:]
    /// Slots that gaps say are lost.
    private var declared: [Run: SlotRanges] = [:]
    /// The slot of the last row of the table.
    private var lastSlot: [Run: UInt64] = [:]
    /// Slots that rows in their order go over, forward and, after the clock was set back, backward (R9).
    private var forward: [Run: SlotRanges] = [:]
    private var backward: [Run: SlotRanges] = [:]
    /// Runs with a gap whose slots are not known: any hole of theirs may be that one.
    private var unplaced: Set<Run> = []
    /// Runs whose clock was set: what was lost after it was set back may be slots that have rows from before (R9).
    private var wasClockSet: Set<Run> = []
    private var findings: [VerifyFinding] = []

    private init(files: any FileSystem) { self.files = files }

    /// Examines the recording in the directory at `path`. A running one is examined up to its last commit.
    ///
    /// - Returns: everything that is wrong; nothing if all is well.
    public static func verify(_ path: String, files: any FileSystem = SystemFiles()) -> [VerifyFinding] {
        var verifier = RecordingVerifier(files: files)
        do {
            try verifier.run(path)
        } catch {
            verifier.findings.append(.unreadable(error))
        }
        return verifier.findings
    }

    private mutating func run(_ path: String) throws(RecordingError) {
        let directory: Int32
        do throws(FileFailure) { directory = try files.open(path: path) } catch {
            throw error.code == ENOENT ? .missing : .file(error)
        }
        defer { files.close(directory) }
        do throws(FileFailure) {
            guard let bytes = try files.contents(of: Manifest.fileName, in: directory) else {
                findings.append(.unreadable(.noManifest))
                return
            }
            let manifest: Manifest
            do throws(RecordingError) {
                manifest = try Manifest(bytes)
            } catch {
                findings.append(.unreadable(error))
                return
            }
            interval = manifest.intervalNs
            for node in manifest.nodes {
                intervals[Run(node: node.node, run: UInt64(node.run))] = max(interval, node.intervalNs ?? interval)
            }
            isRunning = manifest.isOpen
            let record = manifest.isOpen ? try CommitFiles.newest(in: directory, files: files) : nil
            guard interval > 0, record != nil || !manifest.isOpen else {
                findings.append(.unreadable(.damaged(.noCommit)))
                return
            }
            for gap in record?.heldGaps ?? [] { note(gap, of: record) }
            for table in manifest.tables {
                var extent = table.extent
                if let record { extent = record.tables.first { $0.name == table.file }?.extent ?? TableExtent() }
                try examine(table, extent, in: directory)
            }
        } catch {
            throw .file(error)
        }
        for run in Set(slots.keys).union(declared.keys).sorted(by: { ($0.node, $0.run) < ($1.node, $1.run) }) {
            compareSlots(of: run)
        }
    }

    /// Finds slots that are neither there nor declared lost, and those that are both.
    private mutating func compareSlots(of run: Run) {
        func times(_ slots: ClosedRange<UInt64>) -> (first: String, last: String) {
            (TimeText.text(slots.lowerBound * length(of: run)), TimeText.text(slots.upperBound * length(of: run)))
        }
        let rows = slots[run] ?? SlotRanges()
        var all = rows
        for gap in declared[run]?.ranges ?? [] {
            all.insert(gap)
            guard !wasClockSet.contains(run) else { continue }
            for (first, last) in rows.common(with: gap).map(times) {
                findings.append(.declaredLost(node: run.node, run: run.run, first: first, last: last))
            }
        }
        guard !unplaced.contains(run) else { return }
        for (first, last) in all.holes.filter({ !isSkippedBackward($0, of: run) }).map(times) {
            findings.append(.hole(node: run.node, run: run.run, first: first, last: last))
        }
    }

    /// Whether no row is missing there: the clock was set back from behind the slots to before them, and they never were.
    private func isSkippedBackward(_ slots: ClosedRange<UInt64>, of run: Run) -> Bool {
        backward[run]?.overlaps(slots) ?? false && !(forward[run]?.overlaps(slots) ?? false)
    }

    /// A gap that has no row yet is declared by the commit.
    private mutating func note(_ gap: HeldGap, of record: CommitRecord?) {
        guard let source = record?.sources.first(where: { $0.source == gap.source }) else { return }
        let run = Run(node: gap.source.node, run: UInt64(source.run))
        let stride = max(1, length(of: run) / interval)
        declared[run, default: SlotRanges()].insert(gap.slots.lowerBound / stride...gap.slots.upperBound / stride)
    }

    private func length(of run: Run) -> UInt64 { intervals[run] ?? interval }

    private mutating func examine(
        _ table: ManifestTable, _ extent: TableExtent, in directory: Int32
    ) throws(FileFailure) {
        let name = table.file
        let file: Int32
        do {
            file = try files.openTable(name, in: directory)
        } catch {
            switch (error.call, error.code) {
            case (.open, ENOENT): return findings.append(.missing(table: name))
            case (.unpack, EBADMSG): return findings.append(.checksum(table: type(of: files).compressedName(of: name)))
            default: throw error
            }
        }
        defer { files.close(file) }
        lastSlot = [:]
        let length = try files.status(of: file).length
        guard length == extent.length || (isRunning && length > extent.length) else {
            findings.append(.length(table: name, found: length, expected: extent.length))
            return
        }
        guard try files.checksum(of: file, length: extent.length) == extent.checksum else {
            findings.append(.checksum(table: name))
            return
        }
        var reader = CSVReader(files: files, file: file, limit: extent.length)
        do throws(CSVError) {
            guard try reader.next() else { return }
            let header = reader.texts
            var rows = RowOrder(header: header, identity: max(0, table.identity.count - KindColumns.common.count))
            var count: UInt64 = 0
            defer {
                if count != extent.rows {
                    findings.append(.rowCount(table: name, found: count, expected: extent.rows))
                }
            }
            while try reader.next() {
                count += 1
                guard reader.count == header.count else {
                    findings.append(
                        .fieldCount(table: name, line: reader.line, found: reader.count, expected: header.count))
                    continue
                }
                examine(reader, &rows, table: name)
            }
        } catch {
            switch error {
            case .malformed(let line), .truncated(let line): findings.append(.malformed(table: name, line: line))
            case .file(let failure): throw failure
            }
        }
    }

    private mutating func examine(_ row: CSVReader, _ order: inout RowOrder, table: String) {
        switch table {
        case RecordingWriter.eventFile: noteEvent(row)
        case RecordingWriter.entityFile: break
        default:
            guard let place = order.place(of: row), let time = TimeText.parse(Array(row.bytes(0)).span) else {
                findings.append(.cell(table: table, line: row.line))
                return
            }
            if !place.isAscending { findings.append(.order(table: table, line: row.line)) }
            if !place.isNew { findings.append(.double(table: table, line: row.line)) }
            note(time, of: Run(node: place.node, run: place.run))
        }
    }

    private mutating func note(_ time: UInt64, of run: Run) {
        // The text is rounded down to milliseconds, which are shorter than any slot.
        let slot = (time + 999_999) / length(of: run)
        let last = lastSlot.updateValue(slot, forKey: run)
        guard slot != last else { return }
        slots[run, default: SlotRanges()].insert(slot...slot)
        guard let last else { return }
        if slot < last { wasClockSet.insert(run) }
        if slot > last + 1 { forward[run, default: SlotRanges()].insert((last + 1)...(slot - 1)) }
        if last > slot + 1 { backward[run, default: SlotRanges()].insert((slot + 1)...(last - 1)) }
    }

    /// Holes that `events.csv` declares are explained.
    private mutating func noteEvent(_ row: CSVReader) {
        let firstGap = row.count - 4
        guard row.count >= 10 else { return }
        let kind = row.text(5)
        let run = Run(node: row.text(4), run: UInt64(row.text(2)) ?? 0)
        if kind == Event.Kind.clockStep.rawValue { wasClockSet.insert(run) }
        guard kind == Event.Kind.gap.rawValue else { return }
        guard let first = TimeText.parse(Array(row.bytes(firstGap)).span),
            let last = TimeText.parse(Array(row.bytes(firstGap + 1)).span), first <= last
        else {
            unplaced.insert(run)
            return
        }
        let range = ((first + 999_999) / length(of: run))...((last + 999_999) / length(of: run))
        declared[run, default: SlotRanges()].insert(range)
    }
}
