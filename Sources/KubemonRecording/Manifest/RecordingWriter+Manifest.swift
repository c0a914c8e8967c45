import KubemonMetrics

extension RecordingWriter {
    /// The tables of a new recording with what their columns mean.
    static func describeTables(_ schemas: [Schema]) -> [ManifestTable] {
        schemas.map { schema in
            ManifestTable(
                file: schema.kind.tableName + ".csv", identity: KindColumns.common + schema.kind.identity,
                columns: schema.metrics.map(ManifestTable.Column.init))
        } + [
            ManifestTable(file: entityFile, identity: entityColumns, columns: []),
            ManifestTable(file: eventFile, identity: eventColumns, columns: []),
        ]
    }

    /// Replaces `manifest.json` atomically; it is on the disk on return.
    func writeManifest() throws(FileFailure) {
        try files.replace(Manifest.fileName, in: directory, with: manifest().encoded())
        isManifestStale = false
    }

    /// The state of the recording in words (R17).
    var state: RecordingSummary.State {
        guard outcome == .recording else { return outcome }
        return isStopped ? .closing : .recording
    }

    private func manifest() -> Manifest {
        let last = window.last == .max ? nil : window.last
        return Manifest(
            kubemon: version, name: name, state: state.rawValue, note: options.note, intervalNs: grid.interval,
            started: TimeText.text(start), startedNs: start, firstSlot: window.first, lastSlot: last,
            firstTime: TimeText.text(grid.start(of: window.first)),
            lastTime: last.map { TimeText.text(grid.start(of: $0)) }, options: Manifest.Options(options),
            nodes: sources.map { Manifest.Node($0, on: grid) }, gaps: gaps, tables: describedTables())
    }

    /// A recording keeps the columns that it was started with (R12); only the sizes change.
    private func describedTables() -> [ManifestTable] {
        tableDescriptions.map { description in
            var description = description
            if let table = tables.first(where: { $0.name == description.file }) {
                description.rows = table.written.rows
                description.bytes = table.written.length
                description.crc32c = String(table.written.checksum.value, radix: 16)
            }
            return description
        }
    }
}

extension SourceState {
    /// The epoch as manifests print it.
    var epochText: String { String(source.epoch, radix: 16) }
}

extension Manifest.Node {
    init(_ source: SourceState, on grid: SlotGrid) {
        node = source.source.node
        run = source.run
        epoch = source.epochText
        lastSequence = source.sequence
        lastSlot = source.slot
        ticks = source.ticks
        missedSlots = source.missed
        gaps = source.gaps
        intervalNs = source.stride * grid.interval
        facts = ManifestFacts(source.facts)
    }
}
