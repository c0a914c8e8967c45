import KubemonScreen

/// Why a filter can't be used, in one sentence.
struct FilterError: Error, Equatable {
    let message: String
}

/// Which rows are shown: words that all must hold.
///
/// A plain word is part of any text of the row; `~expression` is a regular expression; `node=a|b` is part of one column's
/// text, `pid=12|34` one of several numbers; `cpu>50` and `memory<1G` compare numbers.
struct Filter {
    private enum Term {
        case part(String)
        case expression(Regex<AnyRegexOutput>)
        case field(column: Int, anyOf: [String], numbers: [Double])
        case compare(column: Int, above: Bool, limit: Double)
    }

    private var terms: [Term] = []
    private let columnCount: Int
    private var needsText = false

    /// Understands `text` for a table with these columns.
    init(_ text: String, columns: [Column]) throws(FilterError) {
        columnCount = columns.count
        for word in text.split(separator: " ") {
            if word.hasPrefix("~") {
                terms.append(try Self.expression(String(word.dropFirst())))
            } else if let sign = word.firstIndex(where: { "=<>".contains($0) }), sign != word.startIndex {
                terms.append(try Self.comparison(word, at: sign, columns: columns))
            } else {
                terms.append(.part(word.lowercased()))
                needsText = true
            }
        }
    }

    /// Whether a row is shown.
    func matches(_ row: TableRow) -> Bool {
        guard !terms.isEmpty else { return true }
        // The text of a row is only put together where a word is looked for in it.
        let lower = needsText ? row.searchText(columns: columnCount).lowercased() : ""
        return terms.allSatisfy { term in
            switch term {
            case .part(let part): return Self.contains(lower, part)
            case .expression(let expression):
                return row.texts(columns: columnCount).contains { (try? expression.firstMatch(in: $0)) != nil }
            case .field(let column, let parts, let numbers):
                switch row.value(column) {
                case .number(let value): return value.map(numbers.contains) ?? false
                case .text(let value):
                    let text = value.lowercased()
                    return parts.contains { Self.contains(text, $0) }
                }
            case .compare(let column, let above, let limit):
                guard case .number(let value?) = row.value(column) else { return false }
                return above ? value > limit : value < limit
            }
        }
    }

    private static func expression(_ text: String) throws(FilterError) -> Term {
        guard !text.isEmpty else { return .part("") }
        do {
            return .expression(try Regex(text).ignoresCase())
        } catch {
            throw FilterError(message: "not a regular expression: \(text)")
        }
    }

    private static func comparison(
        _ word: Substring, at sign: Substring.Index, columns: [Column]
    ) throws(FilterError) -> Term {
        let name = word[..<sign].lowercased()
        let value = word[word.index(after: sign)...]
        guard let column = columns.firstIndex(where: { $0.name == name && $0.isSortable }) else {
            let names = columns.filter(\.isSortable).map(\.name).joined(separator: " ")
            throw FilterError(message: "no column \(name) here; there are: \(names)")
        }
        if word[sign] == "=" {
            let parts = value.lowercased().split(separator: "|")
            return .field(column: column, anyOf: parts.map(String.init), numbers: parts.compactMap(number))
        }
        guard let limit = number(value) else {
            throw FilterError(message: "\(name)\(word[sign]) needs a number, such as 50 or 1.5G")
        }
        return .compare(column: column, above: word[sign] == ">", limit: limit)
    }

    /// A number with an optional binary unit.
    static func number(_ text: Substring) -> Double? {
        let units: [Character: Double] = ["k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776]
        if let last = text.last, let unit = units[Character(last.lowercased())] {
            return Double(text.dropLast()).map { $0 * unit }
        }
        return Double(text)
    }

    /// An empty part is in every text.
    private static func contains(_ text: String, _ part: String) -> Bool { part.isEmpty || text.contains(part) }
}
