import KubemonScreen
import KubemonStore

extension DashboardState {
    /// Completes the word before the cursor's end: commands and what follows them, columns and values of a filter.
    func complete(_ input: inout LineInput, _ snapshot: FleetSnapshot) {
        let text = input.field.text
        let start = text.lastIndex(of: " ").map { text.index(after: $0) } ?? text.startIndex
        let word = String(text[start...])
        let (done, matches, tail) = candidates(for: word, after: String(text[..<start]), input.purpose, snapshot)
        input.candidates = matches.count > 1 ? matches : []
        guard let common = StartPrompt.commonPrefix(matches) else { return }
        input.field.text = text[..<start] + done + common + (matches.count == 1 ? tail : "")
    }

    /// What of the word stays, what its rest may become, and what follows if that is certain.
    private func candidates(
        for word: String, after head: String, _ purpose: LineInput.Purpose, _ snapshot: FleetSnapshot
    ) -> (done: String, matches: [String], tail: String) {
        func matching(_ all: [String], _ part: some StringProtocol) -> [String] {
            all.filter { $0.hasPrefix(part.lowercased()) }
        }
        if purpose == .filter { return filterCandidates(for: word, snapshot) }
        let slash = word.hasPrefix("/") && head.isEmpty ? "/" : ""
        guard let command = head.split(separator: " ").first.map({ $0.hasPrefix("/") ? $0.dropFirst() : $0 }) else {
            return (slash, matching(Keymap.commandNames, word.dropFirst(slash.count)), " ")
        }
        switch command {
        case "filter": return filterCandidates(for: word, snapshot)
        case "sort": return ("", matching(model(paused ?? snapshot).sortable.map(\.name), word), "")
        case "mouse": return ("", matching(["on", "off"], word), "")
        case "set":
            let words = head.split(separator: " ")
            if words.count == 1 { return ("", matching(SettingKey.allCases.map(\.rawValue), word), " ") }
            guard let key = SettingKey(rawValue: String(words[1])), case .choice(let choices) = key.rule else {
                return ("", [], "")
            }
            return ("", matching(choices, word), "")
        default: return ("", [], "")
        }
    }

    /// Names of columns; behind `=` the texts that the column holds.
    private func filterCandidates(
        for word: String, _ snapshot: FleetSnapshot
    ) -> (done: String, matches: [String], tail: String) {
        let all = context(paused ?? snapshot).table(of: view)
        let opposite = word.hasPrefix("!") ? "!" : ""
        let rest = word.dropFirst(opposite.count)
        guard let equals = rest.firstIndex(of: "="), equals != rest.startIndex else {
            let names = all.columns.filter(\.isSortable).map(\.name).filter { $0.hasPrefix(rest.lowercased()) }
            let column = all.columns.firstIndex { $0.name == names.first }
            let isText = column.flatMap { place in all.rows.first.map { $0.value(place).isText } } ?? true
            return (opposite, names, isText ? "=" : ">")
        }
        let name = rest[..<equals].filter { $0 != "!" }
        guard let place = Filter.place(of: name, in: all.columns) else { return (word, [], "") }
        let begin = rest.lastIndex(of: "|").map { rest.index(after: $0) } ?? rest.index(after: equals)
        let part = rest[begin...].lowercased()
        var texts: Set<String> = []
        for row in all.rows where texts.count < Self.mostCandidates {
            if case .text(let text) = row.value(place), text.lowercased().hasPrefix(part), !text.contains(" ") {
                texts.insert(text)
            }
        }
        return (opposite + rest[..<begin], texts.sorted(), " ")
    }

    private static let mostCandidates = 50

    /// What tables are made of at the moment.
    func context(_ snapshot: FleetSnapshot) -> TableContext {
        TableContext(snapshot: snapshot, glyphs: glyphs, table: table, limits: limits, alarms: alarms)
    }

    /// `:set KEY VALUE`; without a value it says what it is.
    mutating func set(_ rest: String, _ snapshot: FleetSnapshot) -> [Effect] {
        let words = rest.split(whereSeparator: { $0 == " " || $0 == "=" }).map(String.init)
        guard let name = words.first else { return perform(.setup, snapshot: snapshot) }
        guard let key = SettingKey(rawValue: name) else {
            say("there is no setting \"\(name)\"; F2 lists them", .error, at: snapshot.wall)
            return []
        }
        guard words.count > 1 else {
            say("\(name) is \(settings[key]); it may be \(key.allowed)", at: snapshot.wall)
            return []
        }
        let effects = change(key, to: words[1])
        if effects.isEmpty { say(SettingsText.refusal(of: words[1], for: key), .error, at: snapshot.wall) }
        return effects
    }
}

extension TableRow.Value {
    /// Whether it is text.
    var isText: Bool { if case .text = self { true } else { false } }
}
