/// An instant as users give it for a range.
public enum ExportTime: Sendable, Hashable {
    /// Nanoseconds since 1970 UTC.
    case instant(UInt64)
    /// Nanoseconds since midnight UTC of the recording's first day.
    case timeOfDay(UInt64)

    /// Reads RFC 3339 (`2026-11-23T08:41:35.5Z`, `2026-11-23 09:41+01:00`; UTC where no offset is given), a date
    /// (`2026-11-23`, its midnight UTC) or a time of day (`08:41`, `08:41:35`). `nil` for anything else.
    public init?(_ text: String) {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        if text.utf8.dropFirst(2).first == UInt8(ascii: ":") {
            guard let time = scanner.takeTimeOfDay(), scanner.rest.isEmpty else { return nil }
            self = .timeOfDay(time)
            return
        }
        guard let days = scanner.takeDate() else { return nil }
        var nanoseconds = Int64(days) * Self.day
        if !scanner.rest.isEmpty {
            guard scanner.take("T") || scanner.take("t") || scanner.take(" "), let time = scanner.takeTimeOfDay(),
                let offset = scanner.takeOffset(), scanner.rest.isEmpty
            else { return nil }
            nanoseconds += Int64(time) - offset
        }
        guard nanoseconds >= 0 else { return nil }
        self = .instant(UInt64(nanoseconds))
    }

    /// Nanoseconds since 1970 UTC, for a recording that begins at `first`.
    func nanoseconds(firstTime first: UInt64) -> UInt64 {
        switch self {
        case .instant(let instant): instant
        case .timeOfDay(let time): first - first % UInt64(Self.day) + time
        }
    }

    private static let day: Int64 = 86_400_000_000_000
    private static let second: UInt64 = 1_000_000_000

    /// Takes the parts of an instant from the front of a text.
    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ mark: Unicode.Scalar) -> Bool {
            guard let first = rest.first, first == UInt8(ascii: mark) else { return false }
            rest.removeFirst()
            return true
        }

        /// A number of exactly so many digits.
        mutating func take(digits: Int, _ range: ClosedRange<UInt64>) -> UInt64? {
            let text = rest.prefix(digits)
            guard text.count == digits, text.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            rest = rest.dropFirst(digits)
            let number = text.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
            return range.contains(number) ? number : nil
        }

        /// Days since 1970.
        mutating func takeDate() -> UInt64? {
            guard let year = take(digits: 4, 1970...2500), take("-"), let month = take(digits: 2, 1...12), take("-"),
                let day = take(digits: 2, 1...31)
            else { return nil }
            let days = TimeText.days(year: year, month: month, day: day)
            // There is no 30th of February.
            return TimeText.date(days: days).day == day ? days : nil
        }

        /// Nanoseconds since midnight.
        mutating func takeTimeOfDay() -> UInt64? {
            guard let hour = take(digits: 2, 0...23), take(":"), let minute = take(digits: 2, 0...59) else {
                return nil
            }
            var nanoseconds = (hour * 3600 + minute * 60) * ExportTime.second
            guard take(":") else { return nanoseconds }
            guard let seconds = take(digits: 2, 0...59) else { return nil }
            nanoseconds += seconds * ExportTime.second
            guard take(".") else { return nanoseconds }
            var unit = ExportTime.second
            var isEmpty = true
            while let digit = take(digits: 1, 0...9) {
                unit /= 10
                nanoseconds += digit * unit
                isEmpty = false
            }
            return isEmpty ? nil : nanoseconds
        }

        /// Nanoseconds east of UTC.
        mutating func takeOffset() -> Int64? {
            if rest.isEmpty || take("Z") || take("z") { return 0 }
            let isWest = take("-")
            guard isWest || take("+"), let hour = take(digits: 2, 0...23), take(":"),
                let minute = take(digits: 2, 0...59)
            else { return nil }
            let offset = Int64((hour * 3600 + minute * 60) * ExportTime.second)
            return isWest ? -offset : offset
        }
    }
}
