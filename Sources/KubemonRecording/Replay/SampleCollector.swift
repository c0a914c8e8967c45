import KubemonMetrics

/// Puts rows of several tables together to samples.
struct SampleCollector {
    private struct Key: Hashable {
        let time: UInt64
        let run: Int
    }

    /// What is known of a sample; shared by nobody else.
    fileprivate final class Parts {
        var tick = Tick()
        /// Monotonic ns since the sample before, of the kind that said it first.
        var interval: UInt64 = 0
        var entities: [Entity] = []
        /// Rows that came behind one of a greater number, each in a table of its own.
        var late: [(kind: EntityKind, row: Table)] = []
    }

    /// Runs met so far; the position of one stands for it.
    private(set) var runs: [StreamSource] = []
    private var lastNode: [UInt8] = []
    private static let nodeCell = 5
    private var lastRun = 0
    private var samples: [Key: Parts] = [:]
    /// Rows of one sample follow one another.
    private var lastKey: Key?
    private var lastParts: Parts?
    /// One row of each kind.
    private var values = Schema.all.map { RecordedRow(columnCount: $0.count) }
    /// Numbers of entities that `entities.csv` says nothing of, by their key.
    private var unnamed: [UInt64: UInt32] = [:]
    private let slotLength: UInt64

    init(slotLength: UInt64) { self.slotLength = slotLength }

    /// Adds the row that `row` stands at, which begins with `time`. A row that can't be understood is left out.
    mutating func add(
        _ row: inout RowScanner, time: UInt64, of table: RecordedTable, _ book: inout EntityBook, _ bookFile: Int32
    ) throws(FileFailure) {
        guard row.split(most: table.firstMetric) == table.firstMetric, let wall = row.number(1),
            let runNumber = row.number(3), row.withRest({ values[table.kind.index].read($0, table.columns.columns) })
        else { return }
        let key = Key(time: time, run: run(row, runNumber))
        var identity = EntityBook.Key(table.kind, row, node: Self.nodeCell, run: runNumber)
        for cell in table.keyCells { identity.add(row, cell) }
        let entity: Entity
        if let known = try book.entity(identity, at: time, bookFile) {
            entity = known
        } else {
            let number = unnamed[identity.value] ?? 0x8000_0000 + UInt32(unnamed.count)
            unnamed[identity.value] = number
            entity = Entity(
                number: number, kind: table.kind,
                labels: table.identityCells.map { Entity.Label($0.name, row.text($0.cell)) })
        }
        if lastKey != key {
            lastParts = samples[key]
            lastKey = key
        }
        let parts = lastParts ?? Parts()
        if lastParts == nil {
            (parts.tick.wall, parts.tick.slot) = (wall, time / max(slotLength, 1))
            samples[key] = parts
            lastParts = parts
        }
        parts.take(values[table.kind.index], interval: row.number(2) ?? 0, entity, table.kind)
    }

    /// The samples in the order of their slots, with clocks that rates can be computed of.
    func finish() -> [RecordedSample] {
        var last: [Int: RecordedSample] = [:]
        return samples.sorted { ($0.key.time, $0.key.run) < ($1.key.time, $1.key.run) }.map { key, parts in
            var tick = parts.tick
            tick.monotonic = Self.monotonic(
                tick, interval: parts.interval, isNext: last[key.run]?.time == key.time - min(key.time, slotLength),
                after: last[key.run]?.tick)
            parts.mergeLate(into: &tick)
            let sample = RecordedSample(source: runs[key.run], time: key.time, tick: tick, entities: parts.entities)
            last[key.run] = sample
            return sample
        }
    }

    /// Monotonic time is the recorded interval where the sample before is the one in the slot before; else what the wall
    /// clocks say.
    private static func monotonic(_ tick: Tick, interval: UInt64, isNext: Bool, after last: Tick?) -> UInt64 {
        guard let last else { return tick.wall }
        if isNext, interval > 0 { return last.monotonic &+ interval }
        return last.monotonic &+ (tick.wall > last.wall ? tick.wall - last.wall : interval)
    }

    private mutating func run(_ row: borrowing RowScanner, _ number: UInt64) -> Int {
        if !runs.isEmpty, runs[lastRun].epoch == number, row.cell(Self.nodeCell, is: lastNode) { return lastRun }
        let source = StreamSource(node: row.text(Self.nodeCell), epoch: number)
        lastNode = row.withBytes(of: Self.nodeCell) { bytes in bytes.indices.map { bytes[$0] } }
        lastRun = runs.firstIndex(of: source) ?? runs.count
        if lastRun == runs.count { runs.append(source) }
        return lastRun
    }
}

extension SampleCollector.Parts {
    fileprivate func take(_ row: borrowing RecordedRow, interval: UInt64, _ entity: Entity, _ kind: EntityKind) {
        if self.interval == 0 { self.interval = interval }
        tick.intervals[kind.index] = interval
        entities.append(entity)
        if let last = tick[kind].entities.last, last >= entity.number {
            var single = Table(columnCount: tick[kind].columnCount)
            row.append(to: &single, entity: entity.number)
            late.append((kind, single))
        } else {
            row.append(to: &tick[kind], entity: entity.number)
        }
    }

    /// Puts late rows in their places; a second row of the same entity is left out.
    fileprivate func mergeLate(into tick: inout Tick) {
        for kind in Set(late.map(\.kind)) {
            let old = tick[kind]
            let all = (0..<old.rowCount).map { (old, $0) } + late.filter { $0.kind == kind }.map { ($0.row, 0) }
            var merged = Table(columnCount: old.columnCount)
            for (table, row) in all.sorted(by: { $0.0.entities[$0.1] < $1.0.entities[$1.1] })
            where merged.entities.last.map({ $0 < table.entities[row] }) ?? true {
                merged.appendRow(entity: table.entities[row])
                merged.copyLastRow(from: row, of: table)
            }
            tick[kind] = merged
        }
    }
}
