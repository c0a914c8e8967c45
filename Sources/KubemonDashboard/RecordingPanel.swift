import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The running recording: how it stands, in numbers and per node.
struct RecordingPanel {
    let recording: RecordingProgress
    let snapshot: FleetSnapshot
    let glyphs: GlyphSet

    /// Rows it needs, the rule below included.
    static func height(_ recording: RecordingProgress, columns: Int) -> Int { recording.nodes.count + 6 }

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        // The last row is the rule to the list.
        if rest.rows >= 4 { frame.rule(row: rest.takeBottom(1).row) }
        for line in [headline, numbers] where !rest.isEmpty {
            frame.put(line, row: rest.takeTop(1).row, column: 1, width: rest.columns - 1)
        }
        if rest.rows > recording.nodes.count + 1 { _ = rest.takeTop(1) }
        guard rest.rows >= 2 else { return }
        let tables = StyledText("tables  ", .dim) + tableCounts
        let isTablesShown = rest.rows >= recording.nodes.count + 2
        let last = rest.takeBottom(isTablesShown ? 1 : 0)
        drawNodes(in: rest, of: &frame)
        if isTablesShown { frame.put(tables, row: last.row, column: 1, width: last.columns - 1) }
    }

    private var headline: StyledText {
        let summary = recording.summary
        let style = TableContext.style(of: summary.state)
        var text = StyledText(summary.state.rawValue.uppercased(), style).adding("  ").adding(summary.name, .title)
        text.append("  " + summary.path, .dim)
        text.append("  since ", .dim)
        text.append(Format.timeOfDay(summary.start))
        text.append("  every ", .dim)
        text.append(Format.interval(summary.interval))
        if !summary.note.isEmpty {
            text.append("  note ", .dim)
            text.append(summary.note)
        }
        return text
    }

    private var numbers: StyledText {
        if !recording.failure.isEmpty {
            if recording.isOver { return StyledText(recording.failure, .critical) }
            return StyledText("FAILS: \(recording.failure)", .critical)
                .adding("  (monitors keep what was not written and send it again)", .dim)
        }
        let summary = recording.summary
        var text = StyledText("samples ", .dim).adding(Format.grouped(summary.ticks))
        text.append("  rows ", .dim)
        text.append(Format.grouped(summary.rows))
        text.append("  size ", .dim)
        text.append(Format.bytes(Double(summary.bytes)))
        let seconds = snapshot.wall > summary.start ? Double(snapshot.wall - summary.start) / 1e9 : 0
        let perSecond = seconds > 1 ? Double(summary.bytes) / seconds : 0
        if perSecond > 0 { text.append(" (\(Format.bytes(perSecond * 60))/min)", .dim) }
        text.append("  free ", .dim)
        text.append(Format.bytes(snapshot.collector.freeBytes.map { Double($0) }))
        if let free = snapshot.collector.freeBytes, perSecond > 0 {
            text.append(" (~\(Self.lasting(Double(free) / perSecond)))", .dim)
        }
        if snapshot.monotonic >= recording.lastCommit, recording.lastCommit > 0 {
            let age = snapshot.monotonic - recording.lastCommit
            text.append("  committed ", .dim)
            text.append(Format.age(age) + " ago", age > 5 * DashboardState.second ? .warning : .plain)
        }
        text.append("  waiting ", .dim)
        text.append(Format.bytes(Double(recording.pending)))
        return text
    }

    private static func lasting(_ seconds: Double) -> String {
        seconds > 1e10 ? "years" : Format.age(UInt64(seconds) &* DashboardState.second)
    }

    private var tableCounts: StyledText {
        var text = StyledText()
        for (table, rows) in recording.rowsByTable where rows > 0 || table == "nodes" {
            text.append(text.isEmpty ? "" : "   ")
            text.append(table + " ", .dim)
            text.append(Format.grouped(rows))
        }
        return text
    }

    private func drawNodes(in rect: Rect, of frame: inout CellBuffer) {
        let columns: [(title: String, width: Int)] = [
            ("NODE", 16), ("STATE", 10), ("SAMPLES", 9), ("MISSED", 7), ("GAPS", 5), ("SKEW", 7), ("LAST GAP", 60),
        ]
        func put(_ texts: [StyledText], row: Int) {
            var column = 1
            for (index, text) in texts.enumerated() where column < frame.columns {
                let width = min(columns[index].width, frame.columns - column)
                let padding = (2...5).contains(index) ? max(0, width - text.width) : 0
                if text.width > width, let first = text.runs.first {
                    frame.put(
                        first.text, row: row, column: column, width: width, elision: index == 0 ? .middle : .end,
                        style: first.style)
                } else {
                    frame.put(text, row: row, column: column + padding, width: width - padding)
                }
                column += width + 1
            }
        }
        var rest = rect
        put(columns.map { StyledText($0.title, .heading) }, row: rest.takeTop(1).row)
        var nodes = recording.nodes
        if nodes.count > rest.rows {
            // What needs attention comes first where not all can be shown.
            nodes = nodes.filter { $0.gaps > 0 } + nodes.filter { $0.gaps == 0 }
            let last = rest.takeBottom(1)
            frame.put(Counted.text(nodes.count - rest.rows, "more node"), row: last.row, column: 1, style: .dim)
        }
        for part in nodes.prefix(rest.rows) { put(cells(of: part), row: rest.takeTop(1).row) }
    }

    private func cells(of part: RecordingProgress.Node) -> [StyledText] {
        let node = snapshot.nodes.first { $0.name == part.name }
        let state: StyledText =
            switch node?.state {
            case .live: StyledText("recording", .good)
            case .stale: StyledText("STALE", .warning)
            case .lost: StyledText("LOST", .critical)
            case nil: StyledText("expected", .warning)
            }
        let offset = node?.monitors.first { $0.isConnected }?.clockOffset
        return [
            StyledText(part.name), state, StyledText(Format.grouped(part.ticks)),
            StyledText(Format.grouped(part.missed), part.missed > 0 ? .warning : .plain),
            StyledText(String(part.gaps), part.gaps > 0 ? .warning : .plain), StyledText(Format.offset(offset)),
            StyledText(part.lastGap.isEmpty ? Format.missing : part.lastGap, part.lastGap.isEmpty ? .dim : .plain),
        ]
    }
}
