import KubemonScreen

/// Why a filter can't be used, in one sentence.
struct FilterError: Error, Equatable {
    let message: String
}

/// Which rows are shown: terms that all must hold, with blanks between them.
///
/// A plain word is part of any text of the row, `"two words"` too; `~expression` is a regular expression; `node=a|b` is
/// part of one column's text, `pid=12|34` one of several numbers; `cpu>50`, `mem<=1G`, `age>5m` compare numbers, bytes and
/// times. Columns go by their names, by others, and by what their headers say. `!` in front of a term, or `!=`, is its opposite.
struct Filter {
    private enum Test {
        case part(LowerText)
        case expression(Regex<AnyRegexOutput>)
        case field(column: Int, anyOf: [LowerText], numbers: [Double])
        case compare(column: Int, sign: String, limit: Double)
    }

    private var terms: [(test: Test, isOpposite: Bool)] = []
    private let columns: [Column]

    /// The signs between a column and a value; longer ones first.
    static let signs = ["!=", ">=", "<=", "=", ">", "<"]
    /// Other names of columns.
    static let aliases: [String: [String]] = [
        "memory": ["mem", "res"], "mem": ["memory", "res"], "res": ["mem", "memory"], "namespace": ["ns"],
        "container": ["ctr", "name"], "net": ["network"], "throttled": ["thr"], "cmd": ["command"],
        "command": ["name"], "name": ["command", "node"],
    ]

    /// Understands `text` for a table with these columns.
    ///
    /// - Parameter sample: any row of the table; with it, text is not compared as a number.
    init(_ text: String, columns: [Column], sample: TableRow? = nil) throws(FilterError) {
        self.columns = columns
        for word in FilterWord.all(in: text) {
            if let expression = word.expression {
                terms.append((try Self.expression(expression), word.isOpposite))
            } else if let (name, sign, value) = word.comparison {
                let test = try Self.comparison(name, sign, value, columns: columns, sample: sample)
                terms.append((test, word.isOpposite != (sign == "!=")))
            } else {
                // `!` alone is a term that has just been begun.
                if word.text.isEmpty { continue }
                terms.append((.part(LowerText(word.text)), word.isOpposite))
            }
        }
    }

    /// Whether a row is shown.
    ///
    /// - Parameter holds: whether a word without blanks stands in the row's texts, where the table can tell without putting
    ///   them together.
    func matches(_ row: TableRow, holds: ((LowerText) -> Bool)? = nil) -> Bool {
        // The text of a row is only put together where nothing else can tell.
        lazy var lower = LowerText(row.texts(columns))
        func word(_ part: LowerText) -> Bool { (part.hasBlank ? nil : holds?(part)) ?? lower.contains(part) }
        return terms.allSatisfy { self.holds($0.test, row, word) != $0.isOpposite }
    }

    private func holds(_ test: Test, _ row: TableRow, _ word: (LowerText) -> Bool) -> Bool {
        switch test {
        case .part(let part): return word(part)
        case .expression(let expression):
            return row.texts(columns).contains { (try? expression.firstMatch(in: $0)) != nil }
        case .field(let column, let parts, let numbers):
            switch row.value(column) {
            case .number(let value): return value.map(numbers.contains) ?? false
            case .time: return false
            case .text(let value):
                let text = LowerText(value)
                return parts.contains(where: text.contains)
            }
        case .compare(let column, let sign, let limit):
            guard case .number(let value?) = row.value(column) else { return false }
            switch sign {
            case ">": return value > limit
            case ">=": return value >= limit
            case "<": return value < limit
            default: return value <= limit
            }
        }
    }

    /// Position of the column that is meant by a name: its own, another, or a word of its header.
    static func place(of name: String, in columns: [Column]) -> Int? {
        let bare = Column.bare(name)
        for wanted in [bare] + (aliases[bare] ?? []) {
            if let place = columns.firstIndex(where: { $0.name == wanted && $0.isSortable }) { return place }
        }
        return columns.firstIndex { $0.isSortable && $0.headings.contains(bare) }
    }

    /// The column itself, or its sibling if the value is of that one's unit.
    private static func place(
        _ place: Int, holding value: String, called name: String, in columns: [Column]
    ) throws(FilterError) -> Int {
        let column = columns[place]
        guard let unit = Column.Unit.bytesOrPercent(value), column.unit == .bytes || column.unit == .percent,
            unit != column.unit
        else { return place }
        if let other = columns.firstIndex(where: { $0.name == column.sibling }) { return other }
        let others = columns.filter { $0.unit == unit }.map(\.name).joined(separator: " ")
        throw FilterError(
            message: "\(name) holds \(column.unit.words), such as \(column.unit.example)"
                + (others.isEmpty ? "" : "; \(unit.words): \(others)"))
    }

    private static func expression(_ text: String) throws(FilterError) -> Test {
        guard !text.isEmpty else { return .part(LowerText("")) }
        do {
            return .expression(try Regex(text).ignoresCase())
        } catch {
            throw FilterError(message: "not a whole regular expression: \(text)")
        }
    }

    private static func comparison(
        _ name: String, _ sign: String, _ value: String, columns: [Column], sample: TableRow?
    ) throws(FilterError) -> Test {
        let name = name.lowercased()
        guard let named = Self.place(of: name, in: columns) else {
            let names = columns.filter(\.isSortable).map(\.name).joined(separator: " ")
            throw FilterError(message: "no column \(name) here; there are: \(names)")
        }
        let place = try Self.place(named, holding: value, called: name, in: columns)
        if sign == "=" || sign == "!=" {
            let parts = value.split(separator: "|").map(String.init)
            let any = (parts.isEmpty ? [""] : parts).map { LowerText($0) }
            let numbers = parts.compactMap { columns[place].number($0) }
            if let sample, case .number = sample.value(place), numbers.count < max(1, parts.count) {
                throw FilterError(message: "\(name)\(sign) needs a number, such as \(columns[place].unit.example)")
            }
            try refuseTimes(name, sample?.value(place))
            return .field(column: place, anyOf: any, numbers: numbers)
        }
        try refuseTimes(name, sample?.value(place))
        if let sample, case .text = sample.value(place) {
            throw FilterError(message: "\(name) is text; use \(name)=TEXT, \(name)!=TEXT or \(name)=A|B")
        }
        guard let limit = columns[place].number(value) else {
            let example = columns[place].unit.example
            throw FilterError(message: "\(name)\(sign) needs a number, such as \(example)")
        }
        return .compare(column: place, sign: sign, limit: limit)
    }

    private static func refuseTimes(_ name: String, _ value: TableRow.Value?) throws(FilterError) {
        guard case .time = value else { return }
        throw FilterError(message: "\(name) is an instant, which no filter compares; b goes to one")
    }

    /// A number with an optional binary unit or percent sign.
    static func number(_ text: Substring) -> Double? {
        let units: [Character: Double] = [
            "%": 1, "k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776,
        ]
        guard let last = text.last else { return nil }
        let (digits, unit) = units[Character(last.lowercased())].map { (text.dropLast(), $0) } ?? (text, 1)
        // Double also reads nan, inf and hexadecimal numbers.
        guard digits.allSatisfy({ $0.isNumber || "+-.e".contains($0) }), let value = Double(digits) else { return nil }
        return value.isFinite ? value * unit : nil
    }
}

extension Column.Unit {
    /// The unit that a value is typed with, or `nil`.
    static func bytesOrPercent(_ value: String) -> Self? {
        guard let last = value.last, Filter.number(Substring(value)) != nil else { return nil }
        return last == "%" ? .percent : last.isLetter ? .bytes : nil
    }

    /// What it is called.
    var words: String {
        switch self {
        case .plain: "numbers"
        case .bytes: "bytes"
        case .percent: "percentages"
        case .time: "times"
        }
    }

    /// How its values are typed.
    var example: String {
        switch self {
        case .plain: "50 or 1.5G"
        case .bytes: "800M or 1.5G"
        case .percent: "50 or 80%"
        case .time: "5s or 10m"
        }
    }
}

extension Column {
    /// A name without regard to case and to being per second.
    static func bare(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasSuffix("/s") ? String(name.dropLast(2)) : name
    }

    /// The words of its header.
    var headings: [String] {
        (title + " " + (narrow?.title ?? "")).split(separator: " ").map { Self.bare(String($0)) }
    }

    /// A value as it is typed for this column.
    func number(_ text: String) -> Double? {
        if unit == .time, text.last?.isLetter == true { return DurationText.parse(text).map { Double($0) / 1e9 } }
        return Filter.number(Substring(text))
    }
}
