import KubemonMetrics
import KubemonScreen
import KubemonStore

/// One process: its last minute of CPU, and every number that is sampled of it.
struct ProcessDetail {
    let item: ProcessItem
    let snapshot: FleetSnapshot
    let state: DashboardState

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        ProcessPane(item: item).draw(in: rest.takeTop(rest.rows >= 8 ? 4 : 2), of: &frame)
        if !state.isMaximised, rest.rows >= 12 { drawGraph(in: rest.takeTop(rest.rows / 3), of: &frame) }
        let lines = NodeDetail(node: item.node).lines(of: item.number, .process, columns: rest.columns)
        Numbers.draw(lines, offset: state.paneOffset, in: rest, of: &frame)
    }

    private func drawGraph(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        guard rest.columns > GraphPanel.axisWidth + 10 else { return }
        rest.columns -= 1
        let axis = rest.takeBottom(1)
        let span = Sparkline.span(interval: snapshot.interval)
        let caption = StyledText("CPU ", .strong).adding(Format.percent(item.reading.cpu.map { $0 * 100 }) + "%")
            .adding("  of one core, the last \(span.title)", .dim)
        let panel = GraphPanel(caption: caption, series: [0], fixedMaximum: nil, style: .graph) {
            Format.percent($0 * 100) + "%"
        }
        let capacity = Graph.capacity(columns: rest.columns - GraphPanel.axisWidth, glyphs: frame.glyphs)
        let buckets = TimeBuckets(
            window: UInt64(span.points) * max(snapshot.interval, 1), count: min(capacity, span.points),
            end: TimeMarks.newest(snapshot.subjectHistory, snapshot), interval: max(snapshot.interval, 1))
        panel.draw(snapshot.subjectHistory, buckets, in: rest, of: &frame)
        GraphPanel.drawAxis(buckets, in: axis, of: &frame)
    }
}
