public import KubemonScreen
public import KubemonStore

/// Everything that the console remembers between two frames; a value, changed only by ``handle(_:snapshot:)``.
public struct DashboardState {
    /// How much a message matters.
    enum Severity: Sendable {
        case information
        case error
    }

    /// The view that is shown.
    public internal(set) var view = ViewKind.nodes
    /// The histories that the snapshot should hold: those in sight.
    public internal(set) var wanted = HistoryRequest()
    /// The node whose history the snapshot should hold, or `nil`.
    public var historyNode: String? { wanted.node }
    /// How often the screen should change, nanoseconds; `nil` is with every sample.
    public internal(set) var refresh: UInt64?
    /// Whether the mouse is wanted.
    public internal(set) var hasMouse: Bool
    /// Characters that frames are drawn with.
    public internal(set) var glyphs: GlyphSet
    /// What the user has chosen.
    public internal(set) var settings: Settings

    var rows = 24
    var columns = 80
    var tables: [ViewKind: TableState]
    var isMaximised = false
    /// First line of the maximised pane that is shown.
    var paneOffset = 0
    /// What the detail view is about, and where Esc leads from it.
    var subject: Subject?
    var detailOrigin = ViewKind.containers
    var dialog: Dialog?
    var line: LineInput?
    var searchText = ""
    var history: [String] = []
    /// The snapshot that stays on the screen while it is paused.
    var paused: FleetSnapshot?
    /// The way to another time that has not ended yet.
    var journey: Journey?
    /// Answers to ``Effect/travel(_:from:)`` that are still to come; only the last one says where one is.
    var awaitedMoments = 0
    /// Length of the graphs, nanoseconds.
    var window = Self.windows[Self.usualWindow]
    var limits: AlarmLimits
    var alarms = AlarmBook()
    var message: (text: String, severity: Severity, until: UInt64)?
    /// The row that the pane is about: the cursor's, and while that moves on from row to row the one where it began.
    var paneRow: RowID?
    /// The row that was clicked on last, if nothing else was done since: a second click opens it.
    var clickedRow: RowID?
    /// Whether the cursor has moved since the pane followed it.
    private var isMoving = false
    /// The rows of the last snapshot that was looked at: ten thousand are not put in order again for every key.
    private var kept: (key: ModelKey, model: TableModel)?

    /// How long the cursor has to rest until the pane beside it follows, ns: longer than a key that is held down takes to
    /// come again, shorter than one waits for.
    public static let rest: UInt64 = 150_000_000
    static let second: UInt64 = 1_000_000_000
    static let windows: [UInt64] = [1, 2, 5, 10, 15, 30, 60].map { $0 * 60 * second }
    static let usualWindow = 2

    /// The state at start: all nodes, nothing selected.
    ///
    /// - Parameters:
    ///   - glyphs: what the terminal can draw.
    ///   - settings: what the user has chosen; the terminal was opened with them.
    public init(glyphs: GlyphSet = .unicode, settings: Settings = Settings()) {
        self.glyphs = glyphs
        self.settings = settings
        hasMouse = settings.isOn(.mouse)
        limits = AlarmLimits(settings)
        tables = [
            .nodes: TableState(sort: "node", isDescending: false),
            .containers: TableState(sort: "cpu", isDescending: true),
            .processes: TableState(sort: "cpu", isDescending: true),
            .detail: TableState(sort: "", isDescending: false),
            .recordings: TableState(sort: "start", isDescending: true),
            .monitors: TableState(sort: "node", isDescending: false),
            .events: TableState(sort: "time", isDescending: true),
        ]
        tables[.nodes]?.base = .node
        apply([.cpu, .refresh, .window])
    }

    /// The state of a console that plays a recording in this one's place.
    public func forReplay() -> DashboardState {
        var state = DashboardState(glyphs: glyphs, settings: settings)
        (state.rows, state.columns, state.hasMouse) = (rows, columns, hasMouse)
        return state
    }

    /// Takes over what was changed in a console that played a recording in this one's place.
    public mutating func resume(after replay: DashboardState) {
        (rows, columns, hasMouse, glyphs) = (replay.rows, replay.columns, replay.hasMouse, replay.glyphs)
        (settings, limits, message) = (replay.settings, replay.limits, nil)
    }

    /// Whether the pane is not about the row that the cursor is on: it follows with ``DashboardEvent/rested``.
    public var isPaneBehind: Bool { isMoving && paneRow != table.selection }
    /// Whether the screen is paused. Recording goes on.
    public var isPaused: Bool { paused != nil }
    /// The instant that is shown instead of the present one, wall ns; `nil` while it is live.
    public var pausedAt: UInt64? { paused?.wall }

    /// Reacts to an event.
    ///
    /// - Parameter snapshot: the newest one.
    /// - Returns: what has to be done outside of the console, in this order.
    public mutating func handle(_ event: DashboardEvent, snapshot: FleetSnapshot) -> [Effect] {
        var effects: [Effect] = []
        alarms.update(snapshot, limits)
        switch event {
        case .key(let key):
            isMoving = false
            effects = handle(key, snapshot: snapshot)
        case .tick:
            // What was asked has gone: the recording was stopped elsewhere.
            if case .quit = dialog, !snapshot.isRecordingOpen {
                dialog = nil
                say("the recording has ended; q quits", at: snapshot.wall)
            }
        case .rested: isMoving = false
        case .resize(let rows, let columns): (self.rows, self.columns) = (max(0, rows), max(0, columns))
        case .reply(let text, let isError): show(reply: text, isError: isError, at: snapshot.wall)
        case .notice(let title, let lines): dialog = .reply(title: title, lines: lines, offset: 0)
        case .glyphs(let glyphs): self.glyphs = glyphs
        case .directory(let check): take(check)
        case .moment(let target, let moment): effects = arrive(target, moment, live: snapshot)
        }
        expire(at: snapshot.wall)
        settle(paused ?? snapshot)
        return effects + refreshPaused()
    }

    /// The table of the current view.
    var table: TableState {
        get { tables[view] ?? TableState(sort: "", isDescending: false) }
        set { tables[view] = newValue }
    }

    /// The rows of the current view, filtered and in order.
    func model(_ snapshot: FleetSnapshot, meter: FormatMeter? = nil) -> TableModel {
        if let kept, meter == nil, kept.key == modelKey(snapshot) { return kept.model }
        return newModel(snapshot, meter: meter)
    }

    private func modelKey(_ snapshot: FleetSnapshot) -> ModelKey {
        ModelKey(snapshot, view, table, glyphs: glyphs, limits: limits, alarms: alarms)
    }

    /// Remembers the rows as they are now.
    private mutating func keep(_ model: TableModel, of snapshot: FleetSnapshot) {
        kept = snapshot.number == 0 ? nil : (modelKey(snapshot), model)
    }

    /// The cursor goes to another row of `model`: its pane follows when it rests, and under it nothing may jump.
    mutating func moveCursor(to index: Int, in model: TableModel, of snapshot: FleetSnapshot) {
        table.selection = model.rows[index].id
        table.index = index
        table.isPlaced = index > 0
        isMoving = true
        table.frozen = (model.rows.map(\.id), snapshot.wall &+ 3 * Self.second)
        // They are in that order.
        keep(model, of: snapshot)
    }

    private func newModel(_ snapshot: FleetSnapshot, meter: FormatMeter?) -> TableModel {
        var model = TableContext(
            snapshot: snapshot, glyphs: glyphs, table: table, meter: meter, limits: limits, alarms: alarms
        ).table(of: view)
        if !table.filter.isEmpty, let filter = try? Filter(table.filter, columns: model.columns) {
            model.keep(filter)
        }
        if table.isOnlyActive { keepActive(&model) }
        model.shownCount = model.rows.count
        if table.isTree, let tree = model.tree {
            model.isTree = true
            model.rows = tree(model.rows, table.folded)
            model.measure()
            return model
        }
        model.sort(by: table.sort, descending: table.isDescending)
        if let frozen = table.frozen { model.arrange(as: frozen.ids) }
        model.measure()
        return model
    }

    mutating func say(_ text: String, _ severity: Severity = .information, at wall: UInt64) {
        let duration = (severity == .error ? 8 : 4) * Self.second
        message = (text, severity, wall &+ duration)
    }

    private mutating func expire(at wall: UInt64) {
        // A clock that was set back must not keep things for hours.
        func isOver(_ until: UInt64) -> Bool { wall >= until || until - wall > 10 * Self.second }
        if let message, isOver(message.until) { self.message = nil }
        for view in ViewKind.allCases {
            if let frozen = tables[view]?.frozen, isOver(frozen.until) { tables[view]?.frozen = nil }
        }
    }

    /// Brings selection, scrolling and the wanted history in line with the rows there are now.
    private mutating func settle(_ snapshot: FleetSnapshot) {
        let model = model(snapshot)
        keep(model, of: snapshot)
        follow(model)
        let index = table.isAtTop ? 0 : model.selection(id: table.selection, near: table.index)
        table.index = index
        if model.rows.indices.contains(index) { table.selection = model.rows[index].id }
        if !isMoving || !model.rows.contains(where: { $0.id == paneRow }) { paneRow = table.selection }
        let visible = layout(snapshot, model).tableRows
        table.offset = Scroll.offset(table.offset, showing: index, count: model.rows.count, height: visible)
        want(model, visible: visible, snapshot)
    }

    /// Asks for the histories of what is in sight.
    private mutating func want(_ model: TableModel, visible: Int, _ snapshot: FleetSnapshot) {
        if view == .nodes {
            wanted.node = model.rows.isEmpty ? nil : paneRow?.node
        } else if wanted.node == nil {
            wanted.node = snapshot.nodes.first?.name
        }
        wanted.recent = model.rows.dropFirst(table.offset).prefix(visible).compactMap(\.entity)
        (wanted.subject, wanted.network) = (nil, nil)
        guard view == .detail else { return }
        switch subject {
        case .node(let name): wanted.node = name
        case .container(let id, _):
            let item = ContainerItem.find(id, in: snapshot)
            (wanted.subject, wanted.network) = (item?.key, item?.networkOwner(in: snapshot)?.key)
        case .process(let id, _): wanted.subject = ProcessItem.find(id, in: snapshot)?.key
        case nil: break
        }
    }

    private mutating func show(reply text: String, isError: Bool, at wall: UInt64) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.filter({ !$0.isEmpty }).count > 1, !isError {
            dialog = .reply(title: "Answer", lines: lines, offset: 0)
        } else {
            say(lines.joined(separator: " "), isError ? .error : .information, at: wall)
        }
    }

    private mutating func take(_ check: DirectoryCheck) {
        guard case .start(var prompt) = dialog else { return }
        prompt.take(check)
        dialog = .start(prompt)
    }
}
