import KubemonMetrics
import KubemonScreen
import KubemonStore

/// What is worth a mark below graphs, and where graphs end.
enum TimeMarks {
    /// Markers, and what happened to a node or, if one is given, to one of its containers.
    static func events(of node: NodeSnapshot, container: UInt32? = nil, in snapshot: FleetSnapshot) -> [FleetEvent] {
        snapshot.events.filter { event in
            switch event.event.kind {
            case .marker: true
            case .gap, .clockStep: event.node == node.name
            case .oomKill where container == nil: event.node == node.name
            default: container.map { event.isAbout($0, of: node) } ?? false
            }
        }
    }

    /// The right edge: the newest sample, unless there has been none for so long that its absence should show.
    static func newest(_ history: History, _ snapshot: FleetSnapshot) -> UInt64 {
        guard let last = history.points.last?.wall else { return snapshot.wall }
        return snapshot.wall > last && snapshot.wall - last > 2 * max(snapshot.interval, 1) ? snapshot.wall : last
    }

    private static func rank(_ event: Event) -> Int {
        switch event.kind.style {
        case .critical: 2
        case .key: 1
        default: 0
        }
    }

    /// What stands beside a mark; that it is about the container says the graph.
    private static func label(_ kind: Event.Kind) -> String {
        String(kind.title.trimmingPrefix("container "))
    }

    /// Draws the marks of one graph into a line.
    static func draw(_ events: [FleetEvent], _ buckets: TimeBuckets, in rect: Rect, of frame: inout CellBuffer) {
        guard rect.columns > GraphPanel.axisWidth else { return }
        frame.put(
            "marks", row: rect.row, column: rect.column, width: GraphPanel.axisWidth - 1, align: .trailing, style: .dim)
        let width = rect.columns - GraphPanel.axisWidth
        let places = events.compactMap { event in
            buckets.index(of: event.event.wall).map { index in
                (event.event, rect.column + GraphPanel.axisWidth + index * width / buckets.count)
            }
        }
        // Of those in one column the one that matters most stands, of equals the last: an OOM kill, not the restart after it.
        var marks: [(event: Event, column: Int)] = []
        for (event, column) in places {
            if let last = marks.last, last.column == column {
                if rank(event) >= rank(last.event) { marks[marks.count - 1].event = event }
            } else {
                marks.append((event, column))
            }
        }
        for (index, (event, column)) in marks.enumerated() {
            // A mark is never covered: the text before it gives way.
            let next = index + 1 < marks.count ? marks[index + 1].column : rect.right + 1
            let text = event.kind == .marker ? event.text : label(event.kind)
            frame.put(String(frame.glyphs.marker), row: rect.row, column: column, style: event.kind.style)
            let room = min(24, next - column - 2, TextWidth.of(text))
            guard room > 1 || room == TextWidth.of(text) else { continue }
            frame.put(text, row: rect.row, column: column + 1, width: room, style: event.kind.style)
        }
    }
}

extension FleetEvent {
    /// Whether it happened to a container. Numbers belong to one run of the monitor.
    func isAbout(_ container: UInt32, of node: NodeSnapshot) -> Bool {
        guard event.entity == container, self.node == node.name else { return false }
        return epoch == 0 || node.monitors.contains { $0.epoch == epoch && $0.kinds.contains(.container) }
    }
}
