public import KubemonMetrics

extension RecordingWriter {
    /// Announces a source, or announces it again after a new connection, a resume or ``recover()``.
    ///
    /// - Parameters:
    ///   - source: the run of a monitor.
    ///   - facts: the machine it runs on.
    ///   - kinds: what it samples; runs of one node that sample different kinds stand side by side (R10).
    ///   - stride: slots from one of its samples to the next (R8).
    ///   - entities: all that are alive just before the first item that will be appended. If that item's sequence number
    ///     is not above the committed one, the items in between must be appended as well: they tell nothing but names.
    ///   - standing: events from before, which still hold: those that come before the source's first row are written with
    ///     it.
    ///   - isPresent: whether it was connected when the recording began: what is missing from the first slot on is a gap.
    ///   - missedSince: the first slot of samples that came when they could not be taken, and may not come again: if
    ///     nothing else of the source comes, they are a gap.
    /// - Throws: ``RecordingError/interrupted(_:)`` or ``RecordingError/closed``.
    public func open(
        _ source: StreamSource, facts: NodeFacts, kinds: Set<EntityKind> = Set(EntityKind.allCases), stride: UInt64 = 1,
        entities: [Entity], standing: [StreamItem] = [], isPresent: Bool = false,
        missedSince: UInt64? = nil
    ) throws(RecordingError) {
        try requireWriting()
        let state: SourceState
        if let known = sources.first(where: { $0.source == source }) {
            state = known
            if state.facts != facts || state.stride != stride { isManifestStale = true }
            state.facts = facts
        } else {
            state = SourceState(source, facts: facts)
            sources.append(state)
            isManifestStale = true
        }
        state.kinds = kinds.reduce(0) { $0 | 1 << UInt32($1.index) }
        state.stride = max(1, stride)
        if let missedSince, state.isUnseen { miss(state, since: missedSince) }
        if isPresent { state.flags.insert(.wasPresent) }
        state.isAnnounced = true
        state.standing = standing
        // What stands in entities.csv is newer than a description from the beginning of a key group.
        state.entities.removeUnwritten()
        for entity in entities { describe(entity, of: state) }
    }

    /// Takes one item. What lies outside the window is counted, so that it is acknowledged, but not recorded (R13).
    ///
    /// An item that was taken before tells nothing but the names of entities (R4). Its order counts: an event about an
    /// entity must come before the item that ends the entity.
    ///
    /// - Throws: ``RecordingError/interrupted(_:)``, ``RecordingError/closed`` or ``RecordingError/unknownSource``.
    public func append(_ item: StreamItem, from source: StreamSource) throws(RecordingError) {
        try requireWriting()
        // Node names are compared last: epochs differ nearly always.
        let known = sources.first { $0.source.epoch == source.epoch && $0.source.node == source.node }
        guard let state = known, state.isAnnounced else { throw .unknownSource }
        guard item.sequence > state.sequence else {
            if case .entities(let entities, let ended) = item.content { repeatNames(entities, ended, of: state) }
            return
        }
        try writing { () throws(FileFailure) in try take(item, of: state) }
        state.sequence = item.sequence
        isDirty = true
    }

    private func take(_ item: StreamItem, of source: SourceState) throws(FileFailure) {
        try checkSequence(item, of: source)
        switch item.content {
        case .tick(let tick): try take(tick, sequence: item.sequence, of: source)
        case .entities(let entities, let ended):
            try take(entities, ended: ended, sequence: item.sequence, of: source)
        case .event(let event):
            if event.kind == .clockStep { source.flags.insert(.hasClockStep) }
            if source.isRecorded { try writeEvent(event, of: source, sequence: item.sequence) }
        case .gap(let gap): try take(gap, sequence: item.sequence, of: source)
        }
    }

    /// Declares numbers that are missing without a gap; the collector lets none through (R4), but no loss may go
    /// undeclared (R18). A recording may begin anywhere in an epoch.
    private func checkSequence(_ item: StreamItem, of source: SourceState) throws(FileFailure) {
        guard source.sequence > 0 else { return }
        var first = item.sequence
        if case .gap(let gap) = item.content { first = min(first, gap.firstSequence) }
        guard first > source.sequence + 1 else { return }
        let lost = Gap(
            firstSequence: source.sequence + 1, lastSequence: first - 1, firstSlot: 0, lastSlot: 0,
            reason: "items were lost between monitor and recorder")
        try take(lost, sequence: first - 1, of: source)
    }

    /// Writes the rows of a tick. The steady state allocates nothing per row.
    func writeRows(of tick: Tick, sequence: UInt64, source: SourceState) throws(FileFailure) {
        for (kind, table) in kindTables.enumerated() {
            guard let table, kind < tick.tables.count, tick.tables[kind].rowCount > 0,
                options.kinds.contains(table.columns.kind) || table.columns.kind == .monitor
            else { continue }
            printHead(of: tick, interval: kind < tick.intervals.count ? tick.intervals[kind] : 0, sequence, source)
            let begin = table.file.end
            try writeRows(of: tick.tables[kind], to: table.file, table.columns, sequence: sequence, source: source)
            index.added(
                to: table.file.name, begin..<table.file.end, time: grid.start(of: tick.slot), head: head)
        }
    }

    private func writeRows(
        of rows: Table, to file: TableFile, _ columns: KindColumns, sequence: UInt64, source: SourceState
    ) throws(FileFailure) {
        var position = 0
        for row in 0..<rows.rowCount {
            position = entity(rows.entities[row], kind: columns.kind, hint: position, of: source)
            if !source.entities.entities[position].isWritten {
                try writeEntity(at: position, .first, sequence: sequence, of: source)
            }
            file.lines.append(head)
            source.entities.entities[position].appendPrefix(to: &file.lines)
            position += 1
            file.lines.reserve(columns.columns.count * LineBuffer.longestValue)
            // By position: an iterator would allocate in debug builds, where tests count allocations.
            for index in 0..<columns.columns.count {
                let column = columns.columns[index]
                // A table narrower than the catalogue is missing values, not a reason to stop.
                if let index = column.index, index < rows.columnCount, let value = rows[row, index] {
                    file.lines.append(value, as: column.encoding)
                }
                file.lines.append(LineBuffer.comma)
            }
            file.lines.endLine()
            try file.endRow()
        }
    }

    /// Prints what all rows of one kind in a tick begin with: `time` to `seq` (R11).
    private func printHead(of tick: Tick, interval: UInt64, _ sequence: UInt64, _ source: SourceState) {
        head.removeAll()
        TimeText.append(grid.start(of: tick.slot), to: &head)
        head.reserve(1)
        head.append(LineBuffer.comma)
        head.append(cell: tick.wall)
        // At a first read there is no interval: not available, so empty.
        if interval == 0 { head.append(emptyCells: 1) } else { head.append(cell: interval) }
        head.append(cell: UInt64(source.run))
        head.append(cell: sequence)
    }
}
