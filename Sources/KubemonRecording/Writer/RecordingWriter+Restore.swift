import KubemonMetrics

extension RecordingWriter {
    /// Sets the state in memory to that of the last commit, reading back what only the tables know.
    func restore() throws(FileFailure) {
        let old = sources
        window = committed.window
        isStopped = committed.isStopped
        isDirty = true
        gaps = []
        heldGaps = committed.heldGaps
        lastGaps = [:]
        unknownColumns = []
        standingUnreadable = []
        sources = committed.sources.map { record in
            let known = old.first { $0.source == record.source }
            let source = SourceState(record, facts: known?.facts ?? NodeFacts())
            source.stride = known?.stride ?? 1
            return source
        }
        // Their monitors have what is cut off here, but may end before they send it again (R18).
        let committed = Set(sources.map(\.source))
        sources += old.filter { !committed.contains($0.source) && $0.mayHaveSamples }.map(SourceState.init(cutOff:))
        try restoreEntities()
        try restoreEvents()
    }

    /// The entities that are alive according to `entities.csv`.
    private func restoreEntities() throws(FileFailure) {
        let firstName = Self.entityColumns.count - EntityState.nameColumns.count - 1
        try readRows(of: entityTable, count: Self.entityColumns.count) { cells in
            guard let run = UInt32(cells[1]), let number = UInt32(cells[firstName + 1]),
                let kind = EntityKind.allCases.first(where: { $0.tableName == cells[firstName] }),
                let source = sources.first(where: { $0.run == run && $0.source.node == cells[3] })
            else { return }
            if let index = source.entities.index(of: number) { source.entities.remove(at: index) }
            guard cells[4] != EntityChange.ended.rawValue else { return }
            let identity = Array(cells[(firstName + 2)..<(cells.count - 1)])
            _ = source.entities.insert(
                EntityState(
                    number: number, kind: kind, node: cells[3], identity: identity, labels: cells[cells.count - 1],
                    isWritten: true))
        }
    }

    /// The gaps according to `events.csv`, for the manifest, and what is said once.
    private func restoreEvents() throws(FileFailure) {
        let firstGap = Self.eventColumns.count - 4
        try readRows(of: eventTable, count: Self.eventColumns.count) { cells in
            let text = cells[firstGap + 3]
            switch Event.Kind(rawValue: cells[5]) {
            case .unknownColumn: unknownColumns.insert("\(cells[4]) \(text)")
            case .unreadable:
                guard let wall = UInt64(cells[1]), let run = UInt32(cells[2]) else { return }
                standingUnreadable.insert(UnreadableEvent(node: cells[4], run: run, wall: wall, text: text))
            case .gap: restoreGap(cells, firstGap)
            default: break
            }
        }
    }

    private func restoreGap(_ cells: [String], _ firstGap: Int) {
        func text(_ cell: String) -> String? { cell.isEmpty ? nil : cell }
        addGap(
            ManifestGap(
                node: cells[4], run: UInt32(cells[2]) ?? 0, firstTime: text(cells[firstGap]),
                lastTime: text(cells[firstGap + 1]), slots: UInt64(cells[firstGap + 2]), reason: cells[firstGap + 3]))
    }

    /// Reads the committed rows of a table that this writer wrote itself. A row that is not what was written has been
    /// changed by someone else; it is left alone and found by `verify`.
    private func readRows(of table: TableFile, count: Int, _ body: ([String]) -> Void) throws(FileFailure) {
        var reader = CSVReader(files: files, file: table.descriptor, limit: table.committed.length)
        do throws(CSVError) {
            _ = try reader.next()
            while try reader.next() {
                if reader.count == count { body(reader.texts) }
            }
        } catch {
            if case .file(let failure) = error { throw failure }
        }
    }
}
