import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The selected machine: facts, graphs, its disks and interfaces; maximised, every number that is sampled.
struct NodePane {
    let node: NodeSnapshot
    let snapshot: FleetSnapshot
    let state: DashboardState

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        drawFacts(in: rest.takeTop(1), of: &frame)
        if node.state == .lost {
            let text = "values of a lost node are hidden; they come back with its monitor (6 Monitors)"
            if !rest.isEmpty { frame.put(text, row: rest.row, column: 1, width: rest.columns - 1, style: .dim) }
            return
        }
        if state.isMaximised { return drawMaximised(in: rest, of: &frame) }
        let devices = DeviceLines(node: node).lines(
            most: rest.rows >= 22 ? 6 : rest.rows >= 14 ? 3 : rest.rows >= 8 ? 1 : 0, columns: rest.columns)
        if !devices.isEmpty {
            var lines = rest.takeBottom(devices.count + (rest.rows >= 20 ? 1 : 0))
            if lines.rows > devices.count { frame.rule(row: lines.takeTop(1).row) }
            for device in devices { frame.put(device, row: lines.takeTop(1).row, column: 1, width: lines.columns - 1) }
        }
        drawGraphs(in: rest, of: &frame)
    }

    /// Graphs come first: devices get a line for every few rows.
    private func deviceLines(in rows: Int) -> Int { rows >= 22 ? 6 : rows >= 14 ? 3 : rows >= 8 ? 1 : 0 }

    private func drawFacts(in rect: Rect, of frame: inout CellBuffer) {
        guard !rect.isEmpty else { return }
        let facts = node.facts
        var text = StyledText(node.name, .title)
        let boot = facts.bootTime &* DashboardState.second
        if facts.bootTime > 0, snapshot.wall > boot {
            text.append("  up ", .dim)
            text.append(Format.clockDuration(snapshot.wall - boot))
        }
        if facts.cpus > 0 { text.append("  \(facts.cpus) CPUs") }
        if facts.memory > 0 { text.append("  " + Format.bytes(Double(facts.memory))) }
        if let load = node.shownReading?.load, load.contains(where: { $0 != nil }) {
            text.append("  load ", .dim)
            text.append(load.map(Format.number).joined(separator: " "))
        }
        for (name, value) in [("kernel", facts.kernel), ("cgroup", facts.cgroup), ("", facts.operatingSystem)]
        where !value.isEmpty {
            text.append("  " + (name.isEmpty ? "" : name + " "), .dim)
            text.append(value)
        }
        frame.put(text, row: rect.row, column: rect.column + 1, width: rect.columns - 1)
    }

    private func drawMaximised(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        drawGraphs(in: rest.takeTop(rest.rows >= 24 ? rest.rows / 2 : 0), of: &frame)
        let lines = NodeDetail(node: node).lines(columns: rest.columns)
        Numbers.draw(lines, offset: state.paneOffset, in: rest, of: &frame)
    }

    /// As many graphs as there is room for: side by side if the window is wide, at least two rows of curve each.
    private func drawGraphs(in rect: Rect, of frame: inout CellBuffer) {
        guard rect.rows >= 3, rect.columns >= 24 else { return }
        guard snapshot.history.node.isEmpty || snapshot.history.node == node.name else { return }
        var rest = rect
        let axis = rest.rows >= 5 ? rest.takeBottom(1) : rest.takeBottom(0)
        let markers = rest.rows >= 9 ? TimeMarks.events(of: node, in: snapshot) : []
        let side = rest.columns >= 140 ? 2 : 1
        var panels = panels
        let fitting = max(1, rest.rows / (rest.rows >= 24 ? 6 : rest.rows >= 15 ? 5 : 4)) * side
        panels = Array(panels.prefix(fitting))
        // Full columns only, so that curves of the same time stand below each other.
        if side == 2, panels.count % 2 == 1, panels.count > 1 { panels.removeLast() }
        let stacked = (panels.count + side - 1) / side
        let width = (rest.columns - 1 - (side - 1) * 2) / side
        let capacity = Graph.capacity(columns: max(1, width - GraphPanel.axisWidth), glyphs: frame.glyphs)
        let buckets = TimeBuckets(
            window: state.window, count: capacity, end: TimeMarks.newest(snapshot.history, snapshot),
            interval: max(snapshot.interval, 1))
        let markerLine =
            markers.isEmpty ? rest.takeBottom(0) : Rect(row: axis.row, column: 0, rows: 1, columns: rest.columns)
        let axisRow = markers.isEmpty ? axis.row : rest.takeBottom(1).row
        for (index, panel) in panels.enumerated() {
            let (line, place) = (index / side, index % side)
            let top = rest.row + rest.rows * line / stacked
            let bottom = rest.row + rest.rows * (line + 1) / stacked
            let left = rest.column + place * (width + 2)
            panel.draw(
                snapshot.history, buckets, in: Rect(row: top, column: left, rows: bottom - top, columns: width),
                of: &frame)
        }
        guard axis.rows > 0 else { return }
        for place in 0..<min(side, panels.count) {
            let line = Rect(row: axisRow, column: rest.column + place * (width + 2), rows: 1, columns: width)
            GraphPanel.drawAxis(buckets, in: line, of: &frame)
            if !markerLine.isEmpty {
                let row = Rect(row: markerLine.row, column: line.column, rows: 1, columns: width)
                TimeMarks.draw(markers, buckets, in: row, of: &frame)
            }
        }
    }

    private var panels: [GraphPanel] {
        let reading = node.reading ?? .none
        func share(_ name: String, _ value: Double?) -> StyledText {
            StyledText("  \(name) ", .dim).adding(Format.percent(value))
        }
        let cpu =
            StyledText("CPU ", .strong).adding(percent(reading.cpu), Style.level(reading.cpu ?? 0, normal: .good))
            + share("user", reading.user) + share("system", reading.system) + share("iowait", reading.iowait)
            + share("irq", reading.interrupts) + share("steal", reading.steal)
        let memory = StyledText("MEM ", .strong).adding(
            percent(reading.memory), Style.level(reading.memory ?? 0, normal: .good)
        )
        .adding("  \(Format.bytes(reading.memoryUsed.map { Double($0) })) of ", .dim)
        .adding(Format.bytes(reading.memoryTotal.map { Double($0) }), .dim).adding("  (total - available)", .dim)
        let network = StyledText("NET ", .strong).adding("rx ", .dim).adding(rate(reading.received))
            .adding("  tx ", .dim).adding(rate(reading.sent)).adding("  (rx + tx)", .dim)
        let disk = StyledText("DISK ", .strong).adding("read ", .dim).adding(rate(reading.read))
            .adding("  write ", .dim).adding(rate(reading.written)).adding("  (read + write)", .dim)
        func pressure(_ name: String, _ index: Int) -> StyledText {
            StyledText("PSI \(name) ", .strong).adding(psi(reading, index)).adding(
                "  some avg10, percent of the time", .dim)
        }
        let wholePercent: @Sendable (Double) -> String = { Format.percent($0) + "%" }
        let bytes: @Sendable (Double) -> String = { Format.binary($0) }
        return [
            GraphPanel(
                caption: cpu, series: [History.Series.cpu.rawValue], fixedMaximum: 100, style: .graph,
                label: wholePercent),
            GraphPanel(
                caption: memory, series: [History.Series.memory.rawValue], fixedMaximum: 100, style: .graphSecond,
                label: wholePercent),
            GraphPanel(
                caption: network, series: [History.Series.received.rawValue, History.Series.sent.rawValue],
                fixedMaximum: nil, style: .graph, label: bytes),
            GraphPanel(
                caption: disk, series: [History.Series.read.rawValue, History.Series.written.rawValue],
                fixedMaximum: nil, style: .graphSecond, label: bytes),
            GraphPanel(
                caption: pressure("cpu", 0), series: [History.Series.pressureCPU.rawValue], fixedMaximum: 100,
                style: .graph,
                label: wholePercent),
            GraphPanel(
                caption: pressure("io", 2), series: [History.Series.pressureIO.rawValue], fixedMaximum: 100,
                style: .graphSecond,
                label: wholePercent),
            GraphPanel(
                caption: pressure("memory", 1), series: [History.Series.pressureMemory.rawValue], fixedMaximum: 100,
                style: .graph,
                label: wholePercent),
        ]
    }

    private func percent(_ value: Double?) -> String { value == nil ? Format.missing : Format.percent(value) + "%" }
    private func rate(_ value: Double?) -> String { value == nil ? Format.missing : Format.binary(value) + "/s" }
    private func psi(_ reading: NodeReading, _ index: Int) -> String {
        reading.pressure.indices.contains(index) ? Format.number(reading.pressure[index]) : Format.missing
    }
}
