import KubemonScreen
import KubemonStore

extension DashboardState {
    /// Keys of the input line.
    mutating func handleLine(_ key: Key, snapshot: FleetSnapshot) -> [Effect] {
        guard var input = line else { return [] }
        switch key {
        case .escape, .control("c"):
            if input.purpose == .filter { table.filter = input.before }
            line = nil
            return []
        case .enter: return finish(input, snapshot: snapshot)
        case .tab where input.purpose != .search: complete(&input, snapshot)
        case .up where input.purpose == .command: recall(&input, 1)
        case .down where input.purpose == .command: recall(&input, -1)
        case .backspace where input.field.text.isEmpty:
            line = nil
            return []
        default:
            guard input.field.handle(key) else { return [] }
            input.candidates = []
            if input.purpose == .filter { apply(&input, snapshot) }
        }
        line = input
        return []
    }

    /// A filter works while it is typed; of one that cannot be understood, all but the last word does.
    private mutating func apply(_ input: inout LineInput, _ snapshot: FleetSnapshot) {
        let text = input.field.text
        // Any row but a group of a tree tells what a column holds; where none has passed so far, none is at hand.
        var shown = model(paused ?? snapshot)
        if shown.rows.isEmpty || shown.isTree { shown = context(paused ?? snapshot).table(of: view) }
        do {
            _ = try Filter(text, columns: shown.columns, sample: shown.rows.first)
            table.filter = text
            input.error = ""
        } catch {
            // `foo` of `foo>5` was a word only on the way: no row must be hidden for it.
            let head = text.lastIndex(of: " ").map { String(text[..<$0]) } ?? ""
            if (try? Filter(head, columns: shown.columns)) != nil { table.filter = head }
            input.error = error.message
        }
    }

    private mutating func finish(_ input: LineInput, snapshot: FleetSnapshot) -> [Effect] {
        if input.purpose == .filter, !input.error.isEmpty {
            // What was typed on the way to a mistake is nobody's filter. The text stays, to be mended; Esc gives it up.
            table.filter = input.before
            return []
        }
        line = nil
        switch input.purpose {
        case .filter: break
        case .search:
            searchText = input.field.text
            if !searchText.isEmpty {
                // The row under the cursor counts as well.
                table.index -= 1
                search(step: 1, snapshot)
            }
        case .command: return run(input.field.text, snapshot: snapshot)
        case .goto: return goTo(input.field.text, snapshot)
        }
        return []
    }

    private func recall(_ input: inout LineInput, _ step: Int) {
        let next = input.recall + step
        guard next >= -1, next < history.count else { return }
        input.recall = next
        input.field.text = next < 0 ? "" : history[history.count - 1 - next]
    }

    /// Runs a command: the console's own here, all others on the collector.
    mutating func run(_ text: String, snapshot: FleetSnapshot) -> [Effect] {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let first = words.first else { return [] }
        history.removeAll { $0 == text }
        history = history.suffix(99) + [text]
        let name = first.hasPrefix("/") ? String(first.dropFirst()) : first
        let rest = words.count > 1 ? words[1].trimmed : ""
        if let effects = runOwn(name, rest, snapshot: snapshot) { return effects }
        return [.command(name + (rest.isEmpty ? "" : " " + rest))]
    }

    /// `nil` if the command is not the console's own.
    private mutating func runOwn(_ name: String, _ rest: String, snapshot: FleetSnapshot) -> [Effect]? {
        if let effects = runTime(name, rest, snapshot: snapshot) { return effects }
        if view == .detail, let action = Keymap.action(named: name), Self.needsTable.contains(action) {
            return perform(action, snapshot: snapshot)
        }
        switch name {
        case "start" where rest.isEmpty: return perform(.record, snapshot: snapshot)
        case "mark" where rest.isEmpty: return perform(.mark, snapshot: snapshot)
        // Whoever types the word means it; the key asks.
        case "stop": return nil
        case "filter" where !rest.isEmpty:
            var input = LineInput(purpose: .filter, field: TextField(rest))
            let before = table.filter
            apply(&input, snapshot)
            if !input.error.isEmpty {
                table.filter = before
                say(input.error, .error, at: snapshot.wall)
            }
        case "search" where !rest.isEmpty:
            searchText = rest
            search(step: 1, snapshot)
        case "sort" where !rest.isEmpty: sort(byColumn: rest, snapshot)
        case "refresh" where !rest.isEmpty, "interval" where !rest.isEmpty:
            guard let wanted = DurationText.parse(rest) else {
                say(
                    "refresh needs a time such as 500ms or 2s; sampling has a command of its own", .error,
                    at: snapshot.wall)
                return []
            }
            refresh = max(100_000_000, wanted)
            say("the screen changes every \(Format.interval(refresh ?? 0)); sampling stays", at: snapshot.wall)
        case "window":
            guard let wanted = DurationText.parse(rest) else {
                say("window needs a time such as 10m or 1h", .error, at: snapshot.wall)
                return []
            }
            window = max(10 * Self.second, min(wanted, 24 * 3600 * Self.second))
            say("graphs show \(Format.interval(window))", at: snapshot.wall)
        case "set": return set(rest, snapshot)
        case "mouse" where rest == "on" || rest == "off":
            return turnMouse(rest == "on", snapshot)
        case "save" where !rest.isEmpty: return [.saveTable(name: rest, csv: model(paused ?? snapshot).csv)]
        default:
            guard let action = Keymap.action(named: name) else { return nil }
            if rest.isEmpty || action == .help { return perform(action, snapshot: snapshot) }
            // A collector has these as well, and takes more behind them.
            if action == .record || action == .mark { return nil }
            say("\(name) takes \(action == .mouse ? "on or off" : "nothing") behind it", .error, at: snapshot.wall)
        }
        return []
    }
}

extension String {
    /// Without spaces at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else {
            return ""
        }
        return String(self[first...last])
    }
}
