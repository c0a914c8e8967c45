/// Instants as recordings print them: RFC 3339, UTC, milliseconds.
enum TimeText {
    /// Length of the text: `2026-11-23T08:41:35.000Z`.
    static let length = 24

    /// Appends the instant `nanoseconds` after 1970 UTC, rounded down to milliseconds.
    static func append(_ nanoseconds: UInt64, to line: inout LineBuffer) {
        let milliseconds = nanoseconds / 1_000_000
        let seconds = milliseconds / 1000
        let (year, month, day) = date(days: seconds / 86_400)
        line.reserve(length)
        append(year, digits: 4, then: UInt8(ascii: "-"), to: &line)
        append(month, digits: 2, then: UInt8(ascii: "-"), to: &line)
        append(day, digits: 2, then: UInt8(ascii: "T"), to: &line)
        append(seconds / 3600 % 24, digits: 2, then: UInt8(ascii: ":"), to: &line)
        append(seconds / 60 % 60, digits: 2, then: UInt8(ascii: ":"), to: &line)
        append(seconds % 60, digits: 2, then: UInt8(ascii: "."), to: &line)
        append(milliseconds % 1000, digits: 3, then: UInt8(ascii: "Z"), to: &line)
    }

    /// The text of an instant.
    static func text(_ nanoseconds: UInt64) -> String {
        var line = LineBuffer(capacity: length)
        append(nanoseconds, to: &line)
        return String(decoding: line.bytes, as: UTF8.self)
    }

    /// Nanoseconds since 1970 UTC of a text that ``append(_:to:)`` wrote, or `nil` if it is another text.
    static func parse(_ text: Span<UInt8>) -> UInt64? {
        guard text.count == length, text[10] == UInt8(ascii: "T"), text[23] == UInt8(ascii: "Z"),
            let year = number(text, 0..<4), let month = number(text, 5..<7), let day = number(text, 8..<10),
            let hour = number(text, 11..<13), let minute = number(text, 14..<16), let second = number(text, 17..<19),
            let millisecond = number(text, 20..<23), (1970...2500).contains(year), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        let seconds = days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        return (seconds * 1000 + millisecond) * 1_000_000
    }

    private static func append(_ number: UInt64, digits: Int, then mark: UInt8, to line: inout LineBuffer) {
        var power: UInt64 = 1
        for _ in 1..<digits { power *= 10 }
        while power > 0 {
            line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
            power /= 10
        }
        line.append(mark)
    }

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var number: UInt64 = 0
        for position in range {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + UInt64(digit)
        }
        return number
    }

    /// The Gregorian date `days` after 1970-01-01, counted in years that begin in March, so that a leap day is the last
    /// of its year and eras of 400 years are all alike.
    static func date(days: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let shifted = days + 719_468
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// The inverse of ``date(days:)``.
    static func days(year: UInt64, month: UInt64, day: UInt64) -> UInt64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
