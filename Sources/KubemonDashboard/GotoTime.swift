import KubemonMetrics
import KubemonScreen
public import KubemonStore

/// Times as users type them to go there: `10m`, `-90s`, `+5m`, `14:01`, `2026-11-22 14:01`. All are UTC.
public enum GotoTime {
    private static let day: UInt64 = 86_400_000_000_000

    /// What may be typed.
    public static func hint(_ origin: FleetOrigin) -> String {
        let stretch = origin.playback == nil ? "10m ago as 10m" : "10m after its start as 10m"
        return "\(stretch), from here as -90s or +5m, or 14:01, or 2026-11-22 14:01 (UTC)"
    }

    /// Where `text` leads, or `nil` if it is no time.
    ///
    /// - Parameter shown: the instant that is shown.
    public static func parse(_ text: String, shown: UInt64, in snapshot: FleetSnapshot) -> TimeTarget? {
        let text = text.trimmed
        if let shift = shift(text), text.hasPrefix("-") || text.hasPrefix("+") { return .shift(shift) }
        if text.contains("-") { return date(text).map(TimeTarget.instant) }
        if text.contains(":") { return timeOfDay(text, shown: shown, snapshot.extent).map(TimeTarget.instant) }
        guard let stretch = DurationText.parse(text) else { return nil }
        if snapshot.origin.playback != nil { return .instant(snapshot.extent.oldest + stretch) }
        return .instant(snapshot.wall - min(snapshot.wall, stretch))
    }

    /// `-90s`, `+5m` or `5m` in nanoseconds.
    static func shift(_ text: String) -> Int64? {
        let isBack = text.hasPrefix("-")
        let rest = isBack || text.hasPrefix("+") ? String(text.dropFirst()) : text
        return DurationText.parse(rest).map { isBack ? -Int64($0) : Int64($0) }
    }

    /// `2026-11-22`, `2026-11-22 14:01`, `2026-11-22T14:01:05.5Z`.
    private static func date(_ text: String) -> UInt64? {
        let isUTC = text.hasSuffix("Z") || text.hasSuffix("z")
        let parts = (isUTC ? text.dropLast() : text[...]).split { $0 == " " || $0 == "T" || $0 == "t" }
        guard let date = parts.first, parts.count <= 2 else { return nil }
        return instant(String(date), parts.count == 2 ? String(parts[1]) : "00:00")
    }

    /// A time of the day that is shown or, if there is no sample then, of the day before or after if there is one.
    private static func timeOfDay(_ text: String, shown: UInt64, _ extent: HistoryExtent) -> UInt64? {
        let text = text.hasSuffix("Z") ? String(text.dropLast()) : text
        guard let sameDay = instant(Format.date(shown), text) else { return nil }
        let days = [sameDay, sameDay - min(sameDay, day), sameDay + day]
        return days.first { $0 >= extent.oldest && $0 <= extent.newest } ?? sameDay
    }

    private static func instant(_ date: String, _ time: String) -> UInt64? {
        let count = time.split(separator: ":", omittingEmptySubsequences: false).count
        guard count == 2 || count == 3,
            let instant = TimeOfDay.nanoseconds(date + "T" + time + (count == 2 ? ":00Z" : "Z"))
        else { return nil }
        // There is no 30th of February and no 25 o'clock.
        return Format.date(instant) == date && time.prefix(2) == Format.timeOfDay(instant).prefix(2) ? instant : nil
    }
}
