import KubemonScreen

/// Why a filter can't be used, in one sentence.
struct FilterError: Error, Equatable {
    let message: String
}

/// Which rows are shown: terms that all must hold, with blanks between them.
///
/// A plain word is part of any text of the row, `"two words"` too; `~expression` is a regular expression; `node=a|b` is
/// part of one column's text, `pid=12|34` one of several numbers; `cpu>50`, `mem<=1G`, `age>5m` compare numbers, bytes and
/// times. `!` in front of a term, or `!=`, is its opposite.
struct Filter {
    private enum Test {
        case part(LowerText)
        case expression(Regex<AnyRegexOutput>)
        case field(column: Int, anyOf: [LowerText], numbers: [Double])
        case compare(column: Int, sign: String, limit: Double)
    }

    private var terms: [(test: Test, isOpposite: Bool)] = []
    private let columnCount: Int
    private var needsText = false

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
        columnCount = columns.count
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
                needsText = true
            }
        }
    }

    /// Whether a row is shown.
    func matches(_ row: TableRow) -> Bool {
        guard !terms.isEmpty else { return true }
        // The text of a row is only put together where a word is looked for in it.
        let lower = needsText ? LowerText(row.texts(columns: columnCount)) : LowerText("")
        return terms.allSatisfy { holds($0.test, row, lower) != $0.isOpposite }
    }

    private func holds(_ test: Test, _ row: TableRow, _ lower: LowerText) -> Bool {
        switch test {
        case .part(let part): return lower.contains(part)
        case .expression(let expression):
            return row.texts(columns: columnCount).contains { (try? expression.firstMatch(in: $0)) != nil }
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
        let candidates = [name] + (aliases[name] ?? [])
        let place = candidates.lazy.compactMap { wanted in
            columns.firstIndex { $0.name == wanted && $0.isSortable }
        }.first
        guard let place else {
            let names = columns.filter(\.isSortable).map(\.name).joined(separator: " ")
            throw FilterError(message: "no column \(name) here; there are: \(names)")
        }
        if sign == "=" || sign == "!=" {
            let parts = value.split(separator: "|").map(String.init)
            let any = (parts.isEmpty ? [""] : parts).map { LowerText($0) }
            return .field(column: place, anyOf: any, numbers: parts.compactMap { columns[place].number($0) })
        }
        if let sample, case .text = sample.value(place) {
            throw FilterError(message: "\(name) is text; use \(name)=TEXT, \(name)!=TEXT or \(name)=A|B")
        }
        guard let limit = columns[place].number(value) else {
            let example = columns[place].isTime ? "5s or 10m" : "50 or 1.5G"
            throw FilterError(message: "\(name)\(sign) needs a number, such as \(example)")
        }
        return .compare(column: place, sign: sign, limit: limit)
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

extension Column {
    /// A value as it is typed for this column.
    func number(_ text: String) -> Double? {
        if isTime, text.last?.isLetter == true { return DurationText.parse(text).map { Double($0) / 1e9 } }
        return Filter.number(Substring(text))
    }
}
