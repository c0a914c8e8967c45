/// Settings as a file: `key = value` lines, `#` before a comment.
public enum SettingsText {
    /// Understands a file. What is wrong with a line is said, with its number; all other lines hold.
    public static func parse(_ text: String) -> (settings: Settings, problems: [String]) {
        var settings = Settings()
        var problems: [String] = []
        for (index, line) in lines(of: text).enumerated() {
            let content = withoutComment(line)
            guard !content.isEmpty else { continue }
            func complain(_ sentence: String) { problems.append("line \(index + 1): " + sentence) }
            guard let (name, value) = split(content) else {
                complain("\"\(shortened(content))\" is not written as key = value")
                continue
            }
            guard let key = SettingKey(rawValue: name) else {
                complain("there is no setting \"\(shortened(name))\"; kubemon config lists them")
                continue
            }
            if !settings.set(key, value) { complain(refusal(of: value, for: key)) }
        }
        return (settings, problems)
    }

    /// The file with one setting changed: its line if it has one, else a line more. All else stays, comments too.
    public static func changed(_ text: String, _ key: SettingKey, to value: String) -> String {
        var lines = lines(of: text)
        while lines.last?.trimmed.isEmpty == true { lines.removeLast() }
        let new = "\(key.rawValue) = \(value)"
        let places = lines.indices.filter { split(withoutComment(lines[$0]))?.name == key.rawValue }
        if let last = places.last {
            let comment = lines[last].firstIndex(of: "#").map { "  " + lines[last][$0...] } ?? ""
            lines[last] = new + comment
        } else {
            lines.append(new)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Why a value is refused, in one sentence.
    public static func refusal(of value: String, for key: SettingKey) -> String {
        "\(key.rawValue) is \(key.allowed), not \"\(shortened(value))\""
    }

    /// The settings as Markdown: `kubemon config --table` and the README's table.
    public static func table() -> String {
        let rows = SettingKey.allCases.map {
            "| `\($0.rawValue)` | \($0.allowed) | `\($0.standard)` | \($0.summary) |\n"
        }
        return "| setting | may be | usual | meaning |\n| --- | --- | --- | --- |\n" + rows.joined()
    }

    /// The lines without their ends; a carriage return before an end is the last character of its line. To a `String` the two
    /// together are one character, and no newline.
    private static func lines(of text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func withoutComment(_ line: String) -> String {
        String(line.prefix { $0 != "#" }).filter { $0 != "\r" }.map { $0 == "\t" ? " " : String($0) }.joined().trimmed
    }

    private static func split(_ content: String) -> (name: String, value: String)? {
        guard let equals = content.firstIndex(of: "=") else { return nil }
        let name = String(content[..<equals]).trimmed.lowercased()
        guard !name.isEmpty else { return nil }
        return (name, String(content[content.index(after: equals)...]).trimmed)
    }

    private static func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "..." : text }
}
