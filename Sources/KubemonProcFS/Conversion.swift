import KubemonMetrics

/// Turns the digits of a kernel file into the 64 bits of a cell.
struct Conversion: Sendable {
    private enum Form { case integer, signed, hundredths, limit, letter, shares }

    private let form: Form
    private let multiplier: UInt64
    private let divisor: UInt64
    /// From here on a number means "no limit". The kernel prints v1 limits as the greatest multiple of the page size.
    private let noLimit: UInt64

    init(scale: Scale, encoding: Metric.Encoding, units: KernelUnits) {
        (multiplier, divisor) =
            switch scale {
            case .one, .hundredths, .cpuShares: (1, 1)
            case .userTicks: Self.reduced(1_000_000, units.ticksPerSecond)
            case .nanoseconds: (1, 1000)
            case .milliseconds: (1000, 1)
            case .kibibytes: (1024, 1)
            case .pages: (units.pageSize, 1)
            case .sectors: (512, 1)
            }
        form =
            switch encoding {
            case .limit: .limit
            case .signed: .signed
            case .hundredths: .hundredths
            case .letter: .letter
            case .integer:
                switch scale {
                case .hundredths: .hundredths
                case .cpuShares: .shares
                default: .integer
                }
            }
        noLimit = UInt64(Int64.max) / units.pageSize * units.pageSize
    }

    private static func reduced(_ a: UInt64, _ b: UInt64) -> (UInt64, UInt64) {
        var (x, y) = (a, b)
        while y != 0 { (x, y) = (y, x % y) }
        return (a / x, b / x)
    }

    /// Reads the number at `cursor`, which must end before a blank, newline, slash or the end, and moves `cursor` there.
    @inline(__always)
    func read(_ text: Span<UInt8>, at cursor: inout Int, line: Int) throws(ParseError) -> UInt64 {
        switch form {
        case .integer:
            let value = try digits(in: text, at: &cursor, line: line)
            try checkEnd(in: text, at: cursor, line: line)
            return try scaled(value, line: line)
        case .hundredths: return try hundredths(in: text, at: &cursor, line: line)
        case .signed: return try signed(in: text, at: &cursor, line: line)
        case .limit: return try limit(in: text, at: &cursor, line: line)
        case .letter: return try letter(in: text, at: &cursor, line: line)
        case .shares:
            let shares = try digits(in: text, at: &cursor, line: line)
            try checkEnd(in: text, at: cursor, line: line)
            return 1 + (min(max(shares, 2), 262_144) - 2) * 9999 / 262_142
        }
    }

    private func letter(in text: Span<UInt8>, at cursor: inout Int, line: Int) throws(ParseError) -> UInt64 {
        guard cursor < text.count, text[cursor] > .space, text[cursor] < 0x7F else { throw .missingValue(line: line) }
        let letter = text[cursor]
        cursor += 1
        try checkEnd(in: text, at: cursor, line: line)
        return UInt64(letter)
    }

    @inline(__always)
    private func digits(in text: Span<UInt8>, at cursor: inout Int, line: Int) throws(ParseError) -> UInt64 {
        let start = cursor
        var value: UInt64 = 0
        while cursor < text.count {
            let digit = text[cursor] &- .zero
            guard digit < 10 else { break }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
            guard !overflowed, !carried else { throw .overflow(line: line) }
            value = sum
            cursor += 1
        }
        guard cursor > start else {
            throw cursor == text.count || text[cursor] == .newline
                ? .missingValue(line: line) : .malformedNumber(line: line)
        }
        return value
    }

    @inline(__always)
    private func checkEnd(in text: Span<UInt8>, at cursor: Int, line: Int) throws(ParseError) {
        guard cursor == text.count || text[cursor].endsNumber else { throw .malformedNumber(line: line) }
    }

    @inline(__always)
    private func scaled(_ value: UInt64, line: Int) throws(ParseError) -> UInt64 {
        if multiplier == 1 { return divisor == 1 ? value : value / divisor }
        let (product, overflowed) = value.multipliedReportingOverflow(by: multiplier)
        guard !overflowed else { throw .overflow(line: line) }
        return divisor == 1 ? product : product / divisor
    }

    /// `0.62` is 62, `3` is 300; digits after the second decimal are dropped.
    private func hundredths(in text: Span<UInt8>, at cursor: inout Int, line: Int) throws(ParseError) -> UInt64 {
        var value = try digits(in: text, at: &cursor, line: line)
        var decimals = 0
        if cursor < text.count, text[cursor] == .point {
            cursor += 1
            let start = cursor
            while cursor < text.count, case let digit = text[cursor] &- .zero, digit < 10 {
                if decimals < 2 {
                    value = try adding(digit, to: value, line: line)
                    decimals += 1
                }
                cursor += 1
            }
            guard cursor > start else { throw .malformedNumber(line: line) }
        }
        while decimals < 2 {
            value = try adding(0, to: value, line: line)
            decimals += 1
        }
        try checkEnd(in: text, at: cursor, line: line)
        return value
    }

    private func adding(_ digit: UInt8, to value: UInt64, line: Int) throws(ParseError) -> UInt64 {
        let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
        guard !overflowed, !carried else { throw .overflow(line: line) }
        return sum
    }

    private func signed(in text: Span<UInt8>, at cursor: inout Int, line: Int) throws(ParseError) -> UInt64 {
        let isNegative = cursor < text.count && text[cursor] == .minus
        if isNegative { cursor += 1 }
        let magnitude = try scaled(digits(in: text, at: &cursor, line: line), line: line)
        try checkEnd(in: text, at: cursor, line: line)
        guard let value = Int64(exactly: magnitude) else { throw .overflow(line: line) }
        return UInt64(bitPattern: isNegative ? -value : value)
    }

    /// `max`, `-1` and the v1 hierarchy's huge number all mean "no limit".
    private func limit(in text: Span<UInt8>, at cursor: inout Int, line: Int) throws(ParseError) -> UInt64 {
        let end = text.skipNumber(from: cursor)
        let word = text.extracting(cursor..<end)
        if word.count == 3, word[0] == 0x6D, word[1] == 0x61, word[2] == 0x78 {
            cursor = end
            return .max
        }
        if word.count == 2, word[0] == .minus, word[1] == .zero + 1 {
            cursor = end
            return .max
        }
        let value = try digits(in: text, at: &cursor, line: line)
        try checkEnd(in: text, at: cursor, line: line)
        return value >= noLimit ? .max : try scaled(value, line: line)
    }
}
