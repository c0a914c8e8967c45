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
        for (index, (event, column)) in places.enumerated() {
            // A mark is never covered: the text before it gives way. Of two in one column the later one stands.
            let next = index + 1 < places.count ? places[index + 1].1 : rect.right + 1
            guard next > column else { continue }
            let text = event.kind == .marker ? event.text : event.kind.title
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
