import KubemonScreen
import KubemonStore

extension DashboardState {
    /// Keys of the dialog that is open.
    mutating func handleDialog(_ key: Key, snapshot: FleetSnapshot) -> [Effect] {
        guard let dialog else { return [] }
        if case .setup(var setup) = dialog, setup.field != nil, key == .escape || key == .control("c") {
            // First out of the value, then out of the window.
            (setup.field, setup.error) = (nil, "")
            self.dialog = .setup(setup)
            return []
        }
        if key == .escape || key == .control("c") {
            self.dialog = nil
            return []
        }
        if case .click(let row, let column) = key {
            return clickDialog(dialog, row: row, column: column, snapshot: snapshot)
        }
        switch dialog {
        case .start(let prompt): return handle(key, in: prompt)
        case .stop(let isKeepFocused): return handleStop(key, isKeepFocused: isKeepFocused)
        case .quit: return handleQuit(key, snapshot: snapshot)
        case .mark(var field):
            if key == .enter {
                self.dialog = nil
                return field.text.trimmed.isEmpty ? [] : [.mark(field.text.trimmed)]
            }
            if field.handle(key) { self.dialog = .mark(field) }
        case .sort(let index): chooseOrder(key, index: index, snapshot: snapshot)
        case .refresh(let index): chooseRefresh(key, index: index)
        case .help(let offset):
            if ["q", "?", "h"].map(Key.character).contains(key) || key == .function(1) {
                self.dialog = nil
            } else {
                self.dialog = .help(offset: scrolled(offset, by: key, count: HelpText.lines(columns: columns).count))
            }
        case .setup(let setup): return handleSetup(key, setup)
        case .reply(let title, let lines, let offset):
            if key == .enter || key == .character("q") {
                self.dialog = nil
            } else {
                let count = DialogView.replyLines(lines, columns: columns).count
                self.dialog = .reply(title: title, lines: lines, offset: scrolled(offset, by: key, count: count))
            }
        }
        return []
    }

    private func scrolled(_ offset: Int, by key: Key, count: Int) -> Int {
        let page = max(1, rows - 6)
        let next =
            switch Keymap.action(of: key) {
            case .up: offset - 1
            case .down: offset + 1
            case .pageUp, .halfUp: offset - page
            case .pageDown, .halfDown: offset + page
            case .first: 0
            case .last: count
            default: key == .wheelUp ? offset - 3 : key == .wheelDown ? offset + 3 : offset
            }
        return max(0, min(next, count - page))
    }

    private mutating func handleStop(_ key: Key, isKeepFocused: Bool) -> [Effect] {
        switch key {
        case .character("y"), .character("Y"):
            dialog = nil
            return [.stopRecording]
        case .enter:
            dialog = nil
            return isKeepFocused ? [] : [.stopRecording]
        case .character("n"), .character("q"): dialog = nil
        case .left, .right, .tab, .backTab: dialog = .stop(isKeepFocused: !isKeepFocused)
        default: break
        }
        return []
    }

    private mutating func handleQuit(_ key: Key, snapshot: FleetSnapshot) -> [Effect] {
        switch key {
        case .character("s"), .character("S"):
            dialog = nil
            return isRecording(snapshot) ? [.stopRecording, .quit] : [.quit]
        case .character("l"), .character("L"):
            dialog = nil
            return [.quit]
        case .enter, .character("n"): dialog = nil
        default: break
        }
        return []
    }

    private mutating func chooseOrder(_ key: Key, index: Int, snapshot: FleetSnapshot) {
        let names = model(paused ?? snapshot).sortable.map(\.name)
        guard let next = chosen(key, index: index, count: names.count) else {
            dialog = nil
            if key == .enter, names.indices.contains(index) { sort(by: [names[index]], snapshot) }
            return
        }
        dialog = .sort(index: next)
    }

    private mutating func chooseRefresh(_ key: Key, index: Int) {
        let choices = Dialog.refreshChoices
        guard let next = chosen(key, index: index, count: choices.count) else {
            dialog = nil
            if key == .enter, choices.indices.contains(index) { refresh = choices[index] == 0 ? nil : choices[index] }
            return
        }
        dialog = .refresh(index: next)
    }

    /// The next choice of a menu, or `nil` if the key ends it.
    private func chosen(_ key: Key, index: Int, count: Int) -> Int? {
        if key == .wheelUp { return max(0, index - 1) }
        if key == .wheelDown { return min(count - 1, index + 1) }
        return switch Keymap.action(of: key) {
        case .up: max(0, index - 1)
        case .down: min(count - 1, index + 1)
        case .first, .pageUp: 0
        case .last, .pageDown: count - 1
        case .open, .quit: nil
        default: index
        }
    }

    private mutating func handle(_ key: Key, in prompt: StartPrompt) -> [Effect] {
        var prompt = prompt
        defer { if dialog != nil { dialog = .start(prompt) } }
        let before = prompt.directory.text
        switch key {
        case .enter:
            if prompt.focus == .cancel {
                dialog = nil
                return []
            }
            guard let effect = prompt.finish() else { return [] }
            dialog = nil
            return [effect]
        case .tab where prompt.focus == .directory: return [.completeDirectory(before)]
        case .down, .tab: prompt.moveFocus(1)
        case .up, .backTab: prompt.moveFocus(-1)
        case .left where prompt.focus == .start || prompt.focus == .cancel: prompt.focus = .start
        case .right where prompt.focus == .start || prompt.focus == .cancel: prompt.focus = .cancel
        case .character(" ") where prompt.focus.part != nil:
            if let part = prompt.focus.part { prompt.parts.formSymmetricDifference([part]) }
        default: edit(key, &prompt)
        }
        guard prompt.directory.text != before else { return [] }
        (prompt.check, prompt.candidates, prompt.error) = (nil, [], "")
        return [.validateDirectory(prompt.directory.text)]
    }

    private func edit(_ key: Key, _ prompt: inout StartPrompt) {
        switch prompt.focus {
        case .directory: _ = prompt.directory.handle(key)
        case .note: _ = prompt.note.handle(key)
        case .duration: _ = prompt.duration.handle(key)
        default: break
        }
    }
}
