import KubemonMetrics
import KubemonScreen
import KubemonStore

extension DashboardState {
    /// Hands a key to whatever has the focus: a dialog, the input line, or the view.
    mutating func handle(_ key: Key, snapshot: FleetSnapshot) -> [Effect] {
        if key == .resize { return [] }
        // Whoever goes on has read it; it must not be taken for the answer to what comes now.
        message = nil
        if case .click = key {} else { clickedRow = nil }
        if key == .control("z") { return suspend(snapshot) }
        if key == .control("l") { return [.redraw] }
        if dialog != nil { return handleDialog(key, snapshot: snapshot) }
        if line != nil {
            // What a filter has found can be clicked on at once.
            guard case .click = key, line?.purpose == .filter else { return handleLine(key, snapshot: snapshot) }
            let effects = handleLine(.enter, snapshot: snapshot)
            guard line == nil else { return effects }
        }
        switch key {
        case .click(let row, let column): return click(row: row, column: column, snapshot: snapshot)
        case .wheelUp: return perform(.up, times: 3, snapshot: snapshot)
        case .wheelDown: return perform(.down, times: 3, snapshot: snapshot)
        default:
            guard let action = Keymap.action(of: key) else { return [] }
            return perform(action, snapshot: snapshot)
        }
    }

    private mutating func perform(_ action: Action, times: Int, snapshot: FleetSnapshot) -> [Effect] {
        (0..<times).flatMap { _ in perform(action, snapshot: snapshot) }
    }

    /// Does what a key or command stands for.
    mutating func perform(_ action: Action, snapshot: FleetSnapshot) -> [Effect] {
        if action == .viewDetail {
            showDetail(snapshot)
            return []
        }
        if view == .detail, Self.needsTable.contains(action) {
            say("this is no table; Esc leads back to one", at: snapshot.wall)
            return []
        }
        if let view = action.view {
            // Its digit shows the whole fleet; Esc goes back to what was open before.
            show(view, scope: .all)
            return []
        }
        switch action {
        case .up, .down, .pageUp, .pageDown, .halfUp, .halfDown, .first, .last: move(action, snapshot)
        case .columnsLeft: table.columnOffset = max(0, table.columnOffset - 1)
        case .columnsRight:
            let model = model(paused ?? snapshot)
            let shown = model.columns.count { !$0.isHidden }
            // One that can go stays, beside those that can't.
            table.columnOffset = max(0, min(table.columnOffset + 1, shown - (model.treeColumn == nil ? 2 : 3)))
        case .open: return open(snapshot)
        case .back: goBack()
        case .nextView: show(view.neighbour(1))
        case .previousView: show(view.neighbour(-1))
        case .maximise: (isMaximised, paneOffset) = (!isMaximised, 0)
        case .filter: line = LineInput(purpose: .filter, field: TextField(table.filter), before: table.filter)
        case .search: line = LineInput(purpose: .search, field: TextField(suggestion: searchText), before: searchText)
        case .searchNext: search(step: 1, snapshot)
        case .searchPrevious: search(step: -1, snapshot)
        case .sortMenu, .sortNext, .sortPrevious, .reverse: changeOrder(action, snapshot)
        case .sortCPU: sort(by: ["cpu"], snapshot)
        case .sortMemory: sort(by: ["memory", "mem", "res"], snapshot)
        case .sortDisk: sort(by: ["disk"], snapshot)
        case .sortNetwork: sort(by: ["network", "traffic"], snapshot)
        case .sortThrottled: sort(by: view == .processes ? [] : ["thr"], snapshot)
        case .active: toggleActive(snapshot)
        case .follow: toggleFollow(snapshot)
        case .tree: toggleTree(snapshot)
        case .cpuBase: table.base = table.base.next(hasLimit: view == .containers)
        case .pause, .sampleBack, .sampleForward, .minuteBack, .minuteForward, .eventBack, .eventForward, .goto, .live,
            .speed:
            return performTime(action, snapshot: snapshot)
        case .zoomIn: table.isTree ? fold(false, snapshot) : zoom(-1)
        case .zoomOut: table.isTree ? fold(true, snapshot) : zoom(1)
        case .zoomReset: window = Self.windows[Self.usualWindow]
        default: return performOutside(action, snapshot: snapshot)
        }
        return []
    }

    /// Actions that open dialogs or have effects.
    private mutating func performOutside(_ action: Action, snapshot: FleetSnapshot) -> [Effect] {
        if [.record, .stop, .mark].contains(action), let playback = snapshot.origin.playback {
            say("\(playback.name) is being played; nothing is recorded here", at: snapshot.wall)
            return []
        }
        switch action {
        case .record: return startPrompt(snapshot)
        case .stop:
            if isRecording(snapshot) {
                dialog = .stop(isKeepFocused: true)
            } else {
                say("not recording; R starts a recording", at: snapshot.wall)
            }
        case .mark:
            if isRecording(snapshot) {
                dialog = .mark(TextField())
            } else {
                say("markers belong to a recording; R starts one", at: snapshot.wall)
            }
        case .save: return [.saveTable(name: view.title.lowercased(), csv: model(paused ?? snapshot).csv)]
        case .help: dialog = .help(offset: 0)
        case .setup: dialog = .setup(SetupState())
        case .command: line = LineInput(purpose: .command, field: TextField())
        case .interval: dialog = .refresh(index: Dialog.refreshChoices.firstIndex(of: refresh ?? 0) ?? 0)
        case .redraw: return [.redraw]
        case .mouse:
            return turnMouse(!hasMouse, snapshot)
        case .quit:
            // The collector elsewhere goes on with its recording.
            guard snapshot.isRecordingOpen, snapshot.origin == .own else { return [.quit] }
            dialog = .quit
        case .suspend: return suspend(snapshot)
        case .hint: say("/ filters, z pauses the screen", at: snapshot.wall)
        default: break
        }
        return []
    }

    mutating func turnMouse(_ isOn: Bool, _ snapshot: FleetSnapshot) -> [Effect] {
        hasMouse = isOn
        say(isOn ? "mouse on: Shift marks text" : "mouse off", at: snapshot.wall)
        return [.setMouse(isOn)]
    }

    /// Whether a recording runs that has not been stopped.
    func isRecording(_ snapshot: FleetSnapshot) -> Bool { snapshot.recording?.summary.state == .recording }

    /// Ctrl-Z stops the whole process, and with it a recording that runs: not without the user's knowing.
    private mutating func suspend(_ snapshot: FleetSnapshot) -> [Effect] {
        if snapshot.origin.playback?.hasLiveBehind == true {
            say(
                "Ctrl-Z would stop the collector behind this replay as well; q leads back to it", .error,
                at: snapshot.wall)
            return []
        }
        guard !snapshot.isRecordingOpen || snapshot.origin != .own || snapshot.collector.isDemo else {
            say("Ctrl-Z would stop the recording as well; z pauses the screen only", .error, at: snapshot.wall)
            return []
        }
        return [.suspend]
    }

    mutating func show(_ view: ViewKind) {
        self.view = view
        (isMaximised, paneOffset) = (false, 0)
    }

    private mutating func startPrompt(_ snapshot: FleetSnapshot) -> [Effect] {
        if let recording = snapshot.recording, recording.summary.state == .recording {
            show(.recordings)
            say("\(recording.summary.name) is being recorded; X stops it", at: snapshot.wall)
            return []
        }
        let prompt = StartPrompt(snapshot)
        dialog = .start(prompt)
        return [.validateDirectory(prompt.directory.text)]
    }

    private mutating func move(_ action: Action, _ snapshot: FleetSnapshot) {
        let snapshot = paused ?? snapshot
        let model = model(snapshot)
        let layout = layout(snapshot, model)
        let isTableHidden = (isMaximised || view == .detail) && layout.tableRows == 0
        let page = max(1, isTableHidden ? layout.pane.rows / 2 : layout.tableRows)
        let step =
            switch action {
            case .up: -1
            case .down: 1
            case .pageUp: -page
            case .pageDown: page
            case .halfUp: -max(1, page / 2)
            case .halfDown: max(1, page / 2)
            case .first: -1_000_000
            default: 1_000_000
            }
        if isTableHidden {
            // The keys scroll what is shown instead.
            paneOffset = max(0, min(paneOffset + step, paneLines(snapshot, page: page) - page))
            return
        }
        guard !model.rows.isEmpty else { return }
        table.followed = nil
        let index = max(0, min(model.selection(id: table.selection, near: table.index) + step, model.rows.count - 1))
        moveCursor(to: index, in: model, of: snapshot)
    }

    /// The next shorter or longer of the usual lengths, whatever it was set to.
    private mutating func zoom(_ step: Int) {
        let next = step < 0 ? Self.windows.last { $0 < window } : Self.windows.first { $0 > window }
        if let next { window = next }
    }

    /// Moves to the next row that holds the text that was searched.
    mutating func search(step: Int, _ snapshot: FleetSnapshot) {
        guard !searchText.isEmpty else { return say("F3 searches", at: snapshot.wall) }
        let model = model(paused ?? snapshot)
        let rows = model.rows
        let wanted = searchText.lowercased()
        for distance in 1...max(1, rows.count) where !rows.isEmpty {
            let index = ((table.index + step * distance) % rows.count + rows.count) % rows.count
            guard rows[index].searchText(model.columns).lowercased().contains(wanted) else { continue }
            table.place(on: rows[index].id)
            return
        }
        say("no row with \"\(searchText)\"", .error, at: snapshot.wall)
    }

    /// Actions that order, choose or save the rows of a table.
    static let needsTable: Set<Action> = [
        .filter, .search, .searchNext, .searchPrevious, .sortMenu, .sortNext, .sortPrevious, .reverse, .sortCPU,
        .sortMemory, .sortDisk, .sortNetwork, .sortThrottled, .cpuBase, .save,
    ]

    private mutating func changeOrder(_ action: Action, _ snapshot: FleetSnapshot) {
        let sortable = model(paused ?? snapshot).sortable
        guard !table.isTree else { return say(Self.noOrder, at: snapshot.wall) }
        guard !sortable.isEmpty else { return }
        let current = sortable.firstIndex { $0.name == table.sort } ?? 0
        table.frozen = nil
        switch action {
        case .sortMenu: dialog = .sort(index: current)
        case .sortNext: table.sort = sortable[(current + 1) % sortable.count].name
        case .sortPrevious: table.sort = sortable[(current + sortable.count - 1) % sortable.count].name
        default: table.isDescending.toggle()
        }
    }

    /// Orders by the first of these columns that the table has; again reverses.
    mutating func sort(by names: [String], _ snapshot: FleetSnapshot) {
        let columns = model(paused ?? snapshot).columns.filter(\.isSortable).map(\.name)
        guard !table.isTree else { return say(Self.noOrder, at: snapshot.wall) }
        guard let name = names.first(where: columns.contains) else {
            let title = view.title.lowercased()
            return say("\(title) can't be sorted by that; s lists what they can be", .error, at: snapshot.wall)
        }
        table.isDescending = table.sort == name ? !table.isDescending : true
        table.sort = name
        table.frozen = nil
    }

    /// Orders by a column that goes by its name, another, or what its header says, as in a filter.
    mutating func sort(byColumn name: String, _ snapshot: FleetSnapshot) {
        let columns = model(paused ?? snapshot).columns
        guard let place = Filter.place(of: name, in: columns) else {
            let names = columns.filter(\.isSortable).map(\.name).joined(separator: " ")
            return say("no column \(name) here; there are: \(names)", .error, at: snapshot.wall)
        }
        sort(by: [columns[place].name], snapshot)
    }

    private static let noOrder = "a tree has an order of its own; t leaves it"
}
