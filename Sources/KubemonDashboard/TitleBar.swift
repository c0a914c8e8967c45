import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The first line: fleet, recording, clock. Parts get shorter by rank; recording and alarms stay at any width.
enum TitleBar {
    /// One part of the line in forms from long to short, and when each gives way to the next.
    private struct Part {
        var forms: [StyledText]
        /// Rank of the step from each form to the next; the lowest is taken first.
        var ranks: [Int]
        var isRight = false
        var form = 0

        var current: StyledText { forms[form] }
        var nextRank: Int? { form + 1 < forms.count ? ranks[form] : nil }
    }

    static func draw(_ snapshot: FleetSnapshot, alarms: Int = 0, in rect: Rect, of frame: inout CellBuffer) {
        var parts = [
            name(snapshot), nodes(snapshot), containers(snapshot), alarmed(alarms), replay(snapshot, frame.glyphs),
            recording(snapshot, frame.glyphs), clock(snapshot), interval(snapshot),
        ]
        func width() -> Int { parts.reduce(1) { $0 + ($1.current.isEmpty ? 0 : $1.current.width + 2) } }
        while width() > rect.columns {
            let candidates = parts.indices.compactMap { index in parts[index].nextRank.map { (rank: $0, index: index) }
            }
            guard let next = candidates.min(by: { $0.rank < $1.rank }) else { break }
            parts[next.index].form += 1
        }
        var column = rect.column + (rect.columns >= 40 ? 1 : 0)
        for part in parts where !part.isRight && !part.current.isEmpty {
            column = frame.put(part.current, row: rect.row, column: column, width: rect.columns - column) + 2
        }
        let right = parts.filter { $0.isRight && !$0.current.isEmpty }
        let needed = right.reduce(-2) { $0 + $1.current.width + 2 }
        column = max(column, rect.right - needed - (rect.columns >= 40 ? 1 : 0))
        for part in right where column < rect.right {
            column = frame.put(part.current, row: rect.row, column: column, width: rect.right - column) + 2
        }
    }

    private static func name(_ snapshot: FleetSnapshot) -> Part {
        let name = StyledText("kubemon", .title)
        if let link = snapshot.origin.link {
            return Part(forms: [name.adding(" at \(link.address)", .dim), name, ""], ranks: [35, 49])
        }
        guard snapshot.collector.isDemo else { return Part(forms: [name, ""], ranks: [49]) }
        let demo = StyledText("demo", .warning)
        return Part(forms: [name.adding(" ") + demo, demo, ""], ranks: [43, 49])
    }

    private static func nodes(_ snapshot: FleetSnapshot) -> Part {
        let live = snapshot.nodes.filter { $0.state == .live }.count
        let known = Set(snapshot.nodes.map(\.name)).union(snapshot.collector.expectedNodes)
        let all = max(known.count, snapshot.collector.expectedCount)
        let lost = snapshot.nodes.contains { $0.state == .lost } || snapshot.nodes.count < all
        let style: Style = live == all ? .plain : lost ? .critical : .warning
        let text = "\(live)/\(all)" + (live == all ? "" : "!")
        return Part(
            forms: [
                StyledText("nodes ", .dim).adding(text, style), StyledText("n ", .dim).adding(text, style),
                live == all ? "" : StyledText(text, style),
            ], ranks: [40, 70])
    }

    /// How many alarms are raised; never dropped.
    private static func alarmed(_ count: Int) -> Part {
        guard count > 0 else { return Part(forms: [""], ranks: []) }
        return Part(
            forms: [
                StyledText("\(count) ALARM" + (count == 1 ? "" : "S"), .critical), StyledText("!\(count)", .critical),
            ], ranks: [48])
    }

    private static func containers(_ snapshot: FleetSnapshot) -> Part {
        let count = snapshot.nodes.filter { $0.state != .lost }
            .reduce(0) { $0 + ($1.table(.container)?.current.rowCount ?? 0) }
        return Part(
            forms: [
                StyledText("containers ", .dim).adding("\(count)"), StyledText("ctr ", .dim).adding("\(count)"),
                StyledText("c ", .dim).adding("\(count)"), "",
            ], ranks: [20, 44, 46])
    }

    private static func replay(_ snapshot: FleetSnapshot, _ glyphs: GlyphSet) -> Part {
        guard let playback = snapshot.origin.playback else { return Part(forms: [""], ranks: []) }
        let head = StyledText("REPLAY", .warning)
        let count = snapshot.recordings.first { $0.name == playback.name }?.gaps ?? 0
        let gaps = count == 0 ? StyledText() : StyledText("  " + Counted.text(count, "gap").uppercased(), .warning)
        return Part(
            forms: [head.adding(" " + shortened(playback.name, glyphs)) + gaps, head + gaps], ranks: [50],
            isRight: true)
    }

    private static func recording(_ snapshot: FleetSnapshot, _ glyphs: GlyphSet) -> Part {
        guard let progress = snapshot.recording else {
            if snapshot.origin.playback != nil { return Part(forms: [""], ranks: []) }
            return Part(
                forms: [
                    StyledText("not recording ", .dim).adding("R", .key).adding(" starts", .dim),
                    StyledText("not recording", .dim), StyledText("no rec", .dim),
                ], ranks: [25, 60], isRight: true)
        }
        let summary = progress.summary
        let isFailing = !progress.failure.isEmpty
        let isClosing = summary.state == .closing
        // Without a connection nobody knows whether it goes on: it is as it was last heard of.
        let isOld = snapshot.origin.link?.problem.isEmpty == false
        let style: Style = isOld ? .warning : isFailing ? .critical : isClosing ? .warning : .good
        let head =
            isOld
            ? "REC ?"
            : progress.isOver
                ? "REC DAMAGED" : isFailing ? "REC FAILS" : isClosing ? "REC CLOSING" : "REC \(glyphs.recordingDot)"
        let name = shortened(summary.name, glyphs)
        let length = snapshot.wall > summary.start ? snapshot.wall - summary.start : 0
        // Where a recording is played, the clock is that of then.
        let time = snapshot.origin.playback == nil && !isOld && !progress.isOver ? Format.clockDuration(length) : ""
        let gaps = summary.gaps == 0 ? "" : Counted.text(summary.gaps, "gap").uppercased()
        func form(_ words: String..., withGaps: Bool = true) -> StyledText {
            var text = StyledText(head, style)
            for word in words where !word.isEmpty {
                text.append(" " + word, isOld ? .dim : isFailing ? .critical : .plain)
            }
            if withGaps, !gaps.isEmpty { text.append("  " + gaps, .warning) }
            return text
        }
        let size = " " + Format.bytes(Double(summary.bytes))
        let samples = " " + Format.grouped(summary.ticks) + " " + Counted.noun(summary.ticks, "sample")
        var forms = [
            form(name, padded(time), samples, size), form(name, padded(time), size), form(name, time), form(name),
            form(),
        ]
        if isFailing { forms[0] = form(name, progress.failure) }
        if gaps.isEmpty { return Part(forms: forms, ranks: [15, 30, 50, 68], isRight: true) }
        // In the least room too, and without colours, it must not look as if all were well.
        let mark = isOld ? "?" : isFailing ? "!" : ""
        let brief = StyledText("REC" + mark, style).adding(" \(summary.gaps)G", .warning)
        return Part(forms: forms + [brief], ranks: [15, 30, 50, 62, 75], isRight: true)
    }

    private static func padded(_ word: String) -> String { word.isEmpty ? "" : " " + word }

    private static func shortened(_ name: String, _ glyphs: GlyphSet) -> String {
        let name = String(name.prefix(64))
        return name.count <= 20 ? name : "\(name.prefix(9))\(glyphs.ellipsis)\(name.suffix(10))"
    }

    private static func clock(_ snapshot: FleetSnapshot) -> Part {
        Part(forms: [StyledText(Format.timeOfDay(snapshot.wall)), ""], ranks: [47], isRight: true)
    }

    private static func interval(_ snapshot: FleetSnapshot) -> Part {
        guard snapshot.interval > 0 else { return Part(forms: [""], ranks: []) }
        let text = Format.interval(snapshot.interval)
        return Part(
            forms: [StyledText("every \(text)", .dim), StyledText(text, .dim), ""], ranks: [10, 45], isRight: true)
    }
}
