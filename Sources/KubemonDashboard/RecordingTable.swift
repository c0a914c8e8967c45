import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// The recordings in the data directory.
    func recordings() -> TableModel {
        let columns = [
            Column("name", "NAME", width: 12, widest: 40, priority: 0, align: .leading, elision: .middle),
            Column("start", "START", width: 20, priority: 4, align: .leading),
            Column("length", "LENGTH", width: 8, widest: 12, priority: 3, unit: .time),
            Column("interval", "INTV", width: 5, priority: 9, unit: .time),
            Column("nodes", "NODES", width: 5, priority: 6),
            Column("samples", "SAMPLES", width: 9, priority: 5),
            Column("gaps", "GAPS", width: 4, priority: 2),
            Column("size", "SIZE", width: 9, priority: 7, unit: .bytes),
            Column("state", "STATE", width: 10, priority: 1, align: .leading),
            Column("note", "NOTE", width: 8, widest: 200, priority: 8, align: .leading),
        ]
        return TableModel(columns: columns, rows: snapshot.recordings.map(row))
    }

    private func row(_ recording: RecordingSummary) -> TableRow {
        let end = recording.state == .recording ? max(snapshot.wall, recording.start) : recording.end
        let length = end > recording.start ? end - recording.start : 0
        let values: [TableRow.Value] = [
            .text(recording.name), .time(recording.start), .number(Double(length) / 1e9),
            .number(Double(recording.interval) / 1e9), .number(Double(recording.nodes.count)),
            .number(Double(recording.ticks)),
            .number(Double(recording.gaps)), .number(Double(recording.bytes)), .text(recording.state.rawValue),
            .text(recording.note),
        ]
        let id = RowID(name: recording.path.isEmpty ? recording.name : recording.path)
        var row = TableRow(id: id, values: values) { column, _ in
            switch column {
            case 0: StyledText(recording.name)
            case 1: StyledText(Format.dateTime(recording.start), .dim)
            case 2: StyledText(Format.clockDuration(length))
            case 3: StyledText(Format.interval(recording.interval))
            case 4: StyledText(String(recording.nodes.count))
            case 5: StyledText(Format.grouped(recording.ticks))
            case 6: StyledText(String(recording.gaps), recording.gaps > 0 ? .warning : .plain)
            case 7: StyledText(Format.bytes(Double(recording.bytes)))
            case 8: StyledText(recording.state.rawValue, Self.style(of: recording.state))
            default: StyledText(recording.note, .dim)
            }
        }
        row.isAlarmed = alarmedRows.contains(id)
        return row
    }

    static func style(of state: RecordingSummary.State) -> Style {
        switch state {
        case .recording: .good
        case .complete: .plain
        case .closing, .incomplete: .warning
        case .damaged: .critical
        }
    }
}
