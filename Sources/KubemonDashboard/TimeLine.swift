import KubemonMetrics
import KubemonScreen
import KubemonStore

/// What the status line says where the fleet is not shown as it is now: paused or from a recording.
enum TimeLine {
    /// A line of parts of which those that do not fit are left out, the last ones first.
    private static func joined(_ parts: [StyledText], columns: Int) -> StyledText {
        var line = StyledText()
        for part in parts where !part.isEmpty {
            let longer = line.isEmpty ? part : line.adding("   ") + part
            if line.isEmpty || longer.width + 2 <= columns { line = longer }
        }
        return line
    }

    /// `PAUSED 14:02:31Z (12s ago)`, what leads on from there, how far back one can go.
    static func paused(
        _ paused: FleetSnapshot, _ snapshot: FleetSnapshot, isRecording: Bool, columns: Int
    ) -> StyledText {
        let ago = snapshot.wall > paused.wall ? snapshot.wall - paused.wall : 0
        let head = pausedAt(paused, snapshot).adding(" (\(Format.age(ago)) ago)")
        let leave = StyledText("z", .key).adding(" goes on", .dim)
        return joined(
            [
                head, leave, isRecording ? StyledText("recording continues", .good) : "",
                snapshot.extent.isEmpty ? "" : columns >= 140 ? steps : keys, reach(snapshot.extent),
            ], columns: columns)
    }

    /// `PAUSED 14:02:31Z`.
    static func pausedAt(_ paused: FleetSnapshot, _ snapshot: FleetSnapshot) -> StyledText {
        let isToday = Format.date(paused.wall) == Format.date(snapshot.wall)
        let time = isToday ? Format.timeOfDay(paused.wall) : Format.dateTime(paused.wall)
        return StyledText("PAUSED", .warning).adding("  \(time)")
    }

    /// `back to 13:10:02Z (3.1M of 64M)`; empty where nothing is kept.
    static func reach(_ extent: HistoryExtent) -> StyledText {
        guard extent.capacity > 0, !extent.isEmpty else { return "" }
        let isOneDay = Format.date(extent.oldest) == Format.date(extent.newest)
        let time = isOneDay ? Format.timeOfDay(extent.oldest) : Format.dateTime(extent.oldest)
        let used = "\(Format.binary(Double(extent.bytes))) of \(Format.binary(Double(extent.capacity)))"
        return StyledText("back to ", .dim).adding(time).adding(" (\(used))", .dim)
    }

    /// `REPLAY run-041 12:34:10Z [####|----] 40% x1`, and what leads on; what is damaged before that.
    static func replay(
        _ playback: FleetOrigin.Playback, _ snapshot: FleetSnapshot, columns: Int, glyphs: GlyphSet
    ) -> StyledText {
        if !playback.problem.isEmpty {
            return StyledText("REPLAY FAILS", .critical).adding("  " + playback.problem, .critical)
        }
        let extent = snapshot.extent
        let length = extent.newest > extent.oldest ? Double(extent.newest - extent.oldest) : 1
        let done = snapshot.wall > extent.oldest ? Double(snapshot.wall - extent.oldest) : 0
        let share = min(1, done / length)
        let isOneDay = Format.date(extent.oldest) == Format.date(extent.newest)
        let time = isOneDay ? Format.timeOfDay(snapshot.wall) : Format.dateTime(snapshot.wall)
        var head = StyledText("REPLAY", .warning).adding("  ").adding(time, .strong)
        head.append("  \(playback.isPlaying ? "playing" : "paused") x\(speed(playback.speed))")
        if !playback.damage.isEmpty { head = StyledText("DAMAGED", .critical).adding("  ") + head }
        let toggle = StyledText("z", .key).adding(playback.isPlaying ? " pauses" : " plays", .dim)
        return joined(
            [
                head, StyledText(playback.damage, .critical),
                playback.hasLiveBehind ? StyledText("q", .key).adding(" to live", .dim) : "",
                bar(share, width: max(6, min(28, columns / 6)), glyphs), toggle, steps,
                StyledText(playback.isGrowing ? "still recording" : "", .good), StyledText(playback.name, .dim),
            ], columns: columns)
    }

    /// `CONNECTION LOST, next try in 3s: no answer in time (collector:9880)`.
    static func lost(_ link: FleetOrigin.Link, _ snapshot: FleetSnapshot) -> StyledText {
        let wait = link.nextTry > snapshot.monotonic ? link.nextTry - snapshot.monotonic : 0
        let next = wait > 0 ? "next try in \(Format.age(wait))" : "trying again"
        return StyledText("CONNECTION LOST, \(next): \(link.problem) (\(link.address))", .critical)
    }

    /// 1, 10, 0.5.
    private static func speed(_ speed: Double) -> String {
        speed == speed.rounded() ? "\(Int(speed))" : Format.decimal(speed, digits: 1)
    }

    private static func bar(_ share: Double, width: Int, _ glyphs: GlyphSet) -> StyledText {
        let position = min(width - 1, Int(share * Double(width)))
        let (before, after): (String, String) = glyphs.isASCII ? ("#", "-") : ("━", "─")
        return StyledText("[", .dim).adding(String(repeating: before, count: position), .good)
            .adding(glyphs.isASCII ? "|" : "●", .strong)
            .adding(String(repeating: after, count: width - 1 - position), .dim).adding("]", .dim)
            .adding(" \(Int((share * 100).rounded(.down)))%")
    }

    /// The keys that lead through time, in less room.
    private static var keys: StyledText { StyledText("[ ] { } ( ) b `", .key) }

    /// The keys that lead through time.
    private static var steps: StyledText {
        StyledText("[ ]", .key).adding(" sample ", .dim).adding("{ }", .key).adding(" minute ", .dim)
            .adding("( )", .key).adding(" event ", .dim).adding("b", .key).adding(" goto", .dim)
    }
}
