public import KubemonMetrics

/// Rows of `events.csv`.
extension RecordingWriter {
    /// Writes a marker with the user's words at the present time. It stands after the next ``commit()`` (R5).
    public func mark(_ text: String) throws(RecordingError) {
        try record(Event(wall: time.wall(), kind: .marker, text: text))
    }

    /// Writes an event that the collector saw, not a monitor.
    ///
    /// - Parameters:
    ///   - event: what happened; its entity is ignored. The same of unknown columns is said once (R12).
    ///   - node: name of the node that it is about; empty for the collector itself.
    public func record(_ event: Event, node: String = "") throws(RecordingError) {
        try requireWriting()
        try writing { () throws(FileFailure) in
            if event.kind == .unknownColumn { return try sayUnknown(event, node: node) }
            try writeEvent(event, of: nil, node: node, sequence: 0)
        }
    }

    /// Changes the note; it stands in the manifest after the next ``commit()``.
    public func note(_ text: String) throws(RecordingError) {
        try requireWriting()
        options.note = text
        isManifestStale = true
    }

    func writeEvent(
        _ event: Event, of source: SourceState?, node: String = "", sequence: UInt64
    ) throws(FileFailure) {
        guard !isSaid(event, of: source) else { return }
        printEventHead(at: event.wall, kind: event.kind, of: source, node: node, sequence: sequence)
        if event.entity > 0, let source, let index = source.entities.index(of: event.entity) {
            source.entities[index].appendNames(to: &eventTable.lines)
        } else {
            eventTable.lines.append(emptyCells: EntityState.nameColumns.count)
        }
        eventTable.lines.append(emptyCells: 3)
        eventTable.lines.append(cell: event.text)
        eventTable.lines.endLine()
        try eventTable.endRow()
    }

    /// Whether the same stands in the table from before a restart or failure.
    private func isSaid(_ event: Event, of source: SourceState?) -> Bool {
        guard event.kind == .unreadable, let source, !standingUnreadable.isEmpty else { return false }
        return standingUnreadable.contains(
            UnreadableEvent(node: source.source.node, run: source.run, wall: event.wall, text: event.text))
    }

    /// Says once that a column of this version is not in a resumed recording (R12).
    func sayUnknown(_ column: String) throws(FileFailure) {
        let text = "\(column) is not recorded: the version that started the recording does not have it"
        try sayUnknown(Event(wall: time.wall(), kind: .unknownColumn, text: text), node: "")
    }

    /// Says that there are columns that can't be recorded, if that was not said yet.
    private func sayUnknown(_ event: Event, node: String) throws(FileFailure) {
        guard unknownColumns.insert("\(node) \(event.text)").inserted else { return }
        try writeEvent(event, of: nil, node: node, sequence: 0)
    }

    func printEventHead(
        at wall: UInt64, kind: Event.Kind, of source: SourceState?, node: String = "", sequence: UInt64
    ) {
        TimeText.append(wall, to: &eventTable.lines)
        eventTable.lines.append(emptyCells: 1)
        eventTable.lines.append(cell: wall)
        if let source {
            eventTable.lines.append(cell: UInt64(source.run))
            eventTable.lines.append(cell: sequence)
        } else {
            eventTable.lines.append(emptyCells: 2)
        }
        eventTable.lines.append(cell: source?.source.node ?? node)
        eventTable.lines.append(cell: kind.rawValue)
    }
}
