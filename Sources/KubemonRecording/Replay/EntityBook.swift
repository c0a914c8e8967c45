import KubemonMetrics

/// What `entities.csv` says of every entity at every time: 24 bytes of memory per row, the text is read when it is asked
/// for.
struct EntityBook {
    private struct Entry {
        let key: UInt64
        let time: UInt64
        let offset: UInt64
    }

    private let files: any FileSystem
    private var entries: [Entry] = []
    private var isSorted = true
    private var end: UInt64
    private let columns: [String: Int]
    private let count: Int
    /// Descriptions that were read lately, by offset, and those that were read before them.
    private var known: [UInt64: Entity] = [:]
    private var before: [UInt64: Entity] = [:]
    /// Descriptions that are kept even if nobody asks for them.
    private static let keptCount = 20_000

    init(_ table: OpenedRecording.Table, files: any FileSystem) {
        self.files = files
        columns = Dictionary(table.header.enumerated().map { ($1, $0) }) { first, _ in first }
        count = table.header.count
        end = UInt64(table.header.reduce(0) { $0 + $1.utf8.count + 1 })
    }

    /// A number that an entity's cells give.
    struct Key {
        private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

        /// An entity of the run called `number` in the row's cell `node`.
        init(_ kind: EntityKind, _ row: borrowing RowScanner, node: Int, run: UInt64) {
            add(kind.rawValue)
            add(row, node)
            for shift in stride(from: 0, to: 32, by: 8) { add(UInt8(truncatingIfNeeded: run >> UInt64(shift))) }
        }

        mutating func add(_ row: borrowing RowScanner, _ cell: Int) {
            row.withBytes(of: cell) { bytes in
                for index in bytes.indices { add(bytes[index]) }
            }
            add(0xFF)
        }

        private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// Notes what was written up to `length`.
    mutating func extend(_ file: Int32, to length: UInt64) throws(FileFailure) {
        guard length > end, let kindCell = columns["table"], let nodeCell = columns["node"],
            let runCell = columns["run"]
        else { return }
        let kinds = EntityKind.allCases.map { kind in
            (
                Array(kind.tableName.utf8), kind,
                kind.identity.filter { !RowKey.names.contains($0) }.compactMap { columns[$0] }
            )
        }
        var scanner = RowScanner(files, file, end..<length)
        while try scanner.next() {
            guard let time = scanner.time, scanner.split() == count, let run = scanner.number(runCell) else { continue }
            guard let (_, kind, cells) = kinds.first(where: { scanner.cell(kindCell, is: $0.0) }) else { continue }
            var key = Key(kind, scanner, node: nodeCell, run: run)
            for cell in cells { key.add(scanner, cell) }
            entries.append(Entry(key: key.value, time: time, offset: scanner.offset))
        }
        end = length
        isSorted = false
    }

    /// Other samples are going to be looked at: forgets what was not asked for in those of before, if it is much.
    mutating func beginSamples() {
        guard known.count > Self.keptCount else { return }
        (before, known) = (known, [:])
    }

    /// What was known of an entity at `time`; what was written first, if that was later. `nil` if nothing was.
    mutating func entity(_ key: Key, at time: UInt64, _ file: Int32) throws(FileFailure) -> Entity? {
        if !isSorted {
            entries.sort { ($0.key, $0.time, $0.offset) < ($1.key, $1.time, $1.offset) }
            isSorted = true
        }
        // The first entry that is later.
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if (entries[middle].key, entries[middle].time) <= (key.value, time) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let candidates = [low - 1, low].filter { entries.indices.contains($0) && entries[$0].key == key.value }
        guard let index = candidates.first else { return nil }
        return try entity(at: entries[index].offset, file)
    }

    private mutating func entity(at offset: UInt64, _ file: Int32) throws(FileFailure) -> Entity? {
        if let entity = known[offset] { return entity }
        if let entity = before[offset] {
            known[offset] = entity
            return entity
        }
        // A row is rarely longer than this; the longest is well below 64 KB.
        for length in [1 << 11, 1 << 16] as [UInt64] {
            var scanner = RowScanner(files, file, offset..<min(end, offset + length))
            guard try scanner.next() else { continue }
            guard scanner.split() == count, let entity = entity(scanner) else { return nil }
            known[offset] = entity
            return entity
        }
        return nil
    }

    private func entity(_ row: RowScanner) -> Entity? {
        guard let kindCell = columns["table"], let numberCell = columns["entity"], let labelCell = columns["labels"],
            let number = row.number(numberCell).flatMap({ UInt32(exactly: $0) }),
            let kind = EntityKind.allCases.first(where: { $0.tableName == row.text(kindCell) })
        else { return nil }
        var labels = kind.identity.compactMap { name in
            columns[name].map { Entity.Label(name, row.text($0)) }
        }
        labels += LabelText.labels(of: row.text(labelCell))
        return Entity(number: number, kind: kind, labels: labels.filter { !$0.value.isEmpty })
    }
}
