import KubemonMetrics

/// Entities and their rows in `entities.csv`.
extension RecordingWriter {
    /// Learns what an entity is called, unless `entities.csv` knows better.
    func describe(_ entity: Entity, of source: SourceState) {
        let state = EntityState(entity, node: source.source.node)
        guard let index = source.entities.index(of: entity.number) else {
            _ = source.entities.insert(state)
            return
        }
        if !source.entities[index].isWritten { source.entities[index] = state }
    }

    /// Learns names from an item that was taken before: nothing is written, it all stands in the tables.
    func repeatNames(_ entities: [Entity], _ ended: [UInt32], of source: SourceState) {
        for entity in entities { describe(entity, of: source) }
        for number in ended {
            guard let index = source.entities.index(of: number), !source.entities[index].isWritten else { continue }
            source.entities.remove(at: index)
        }
    }

    /// Takes new descriptions and ends.
    func take(
        _ entities: [Entity], ended: [UInt32], sequence: UInt64, of source: SourceState
    ) throws(FileFailure) {
        for entity in entities {
            guard let index = source.entities.index(of: entity.number), source.entities[index].isWritten else {
                describe(entity, of: source)
                continue
            }
            let later = EntityState(entity, node: source.source.node)
            if source.entities[index].amend(with: later), source.isRecorded {
                try writeEntity(at: index, .amended, sequence: sequence, of: source)
            }
        }
        for number in ended {
            guard let index = source.entities.index(of: number) else { continue }
            if source.entities[index].isWritten, source.isRecorded {
                try writeEntity(at: index, .ended, sequence: sequence, of: source)
            }
            source.entities.remove(at: index)
        }
    }

    /// Position of an entity that has a row. One that was never described is recorded without a name.
    func entity(_ number: UInt32, kind: EntityKind, hint: Int, of source: SourceState) -> Int {
        if let index = source.entities.index(of: number, hint: hint) { return index }
        let unnamed = EntityState(Entity(number: number, kind: kind), node: source.source.node)
        return source.entities.insert(unnamed)
    }

    /// Appends a row to `entities.csv`; its time is that of the source's current slot.
    func writeEntity(
        at index: Int, _ change: EntityChange, sequence: UInt64, of source: SourceState
    ) throws(FileFailure) {
        guard isRecorded(source.entities[index].kind) else { return }
        source.entities[index].isWritten = true
        TimeText.append(grid.start(of: source.slot), to: &entityTable.lines)
        entityTable.lines.append(emptyCells: 1)
        entityTable.lines.append(cell: UInt64(source.run))
        entityTable.lines.append(cell: sequence)
        entityTable.lines.append(cell: source.source.node)
        entityTable.lines.append(cell: change.rawValue)
        source.entities[index].appendNames(to: &entityTable.lines)
        source.entities[index].appendLabels(to: &entityTable.lines)
        entityTable.lines.append(emptyCells: 1)
        entityTable.lines.endLine()
        try entityTable.endRow()
    }

    /// Whether the user wants rows of `kind` (R19).
    func isRecorded(_ kind: EntityKind) -> Bool {
        kindTables[kind.index] != nil && (kind == .monitor || options.kinds.contains(kind))
    }
}
