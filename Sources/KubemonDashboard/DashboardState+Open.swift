import KubemonMetrics
import KubemonScreen
import KubemonStore

extension DashboardState {
    /// Opens what is below the selected row: a machine's containers, a container's processes, a process' detail; plays a
    /// recording; goes to the time of an event.
    mutating func open(_ snapshot: FleetSnapshot) -> [Effect] {
        if !isMaximised, view == .recordings { return openRecording(snapshot) }
        if !isMaximised, view == .events { return openEvent(snapshot) }
        openRow(snapshot)
        return []
    }

    /// Plays the selected recording, where it can be read.
    private mutating func openRecording(_ snapshot: FleetSnapshot) -> [Effect] {
        guard let row = selectedRow(snapshot) else { return [] }
        let path = row.id.name
        if let playback = snapshot.origin.playback {
            say("\(playback.name) is being played already", at: snapshot.wall)
        } else if let link = snapshot.origin.link {
            say(
                "the recording lies with the collector at \(link.address); play it there: kubemon replay \(path)",
                at: snapshot.wall)
        } else if snapshot.collector.isDemo {
            say(
                "this recording is invented; a real one is played here, or with kubemon replay \(path)",
                at: snapshot.wall)
        } else {
            say("opening \(path)", at: snapshot.wall)
            return [.replay(path)]
        }
        return []
    }

    /// Shows the fleet at the time of the selected event, with the cursor on its container, or on its node.
    private mutating func openEvent(_ snapshot: FleetSnapshot) -> [Effect] {
        guard let row = selectedRow(snapshot), case .time(let wall) = row.value(0), case .text(let text) = row.value(3)
        else { return [] }
        let effects = goTo(event: wall, text, snapshot)
        guard !effects.isEmpty else { return [] }
        if let container = container(of: row.id.node, wall, text, paused ?? snapshot) {
            show(.containers, scope: .node(container.node))
            table.filter = ""
            table.place(on: container)
            return effects
        }
        if snapshot.nodes.contains(where: { $0.name == row.id.node }) {
            tables[.nodes]?.place(on: RowID(node: row.id.node, name: ""))
        }
        show(.nodes)
        return effects
    }

    /// The container that an event or alarm is about, if it is still there.
    private func container(of node: String, _ wall: UInt64, _ text: String, _ snapshot: FleetSnapshot) -> RowID? {
        if let entry = alarms.log.first(where: { $0.wall == wall && $0.node == node && text.hasPrefix($0.text) }) {
            return ContainerItem.find(entry.row, in: snapshot)?.id
        }
        let event = snapshot.events.first { event in
            event.node == node && event.event.wall == wall && text.hasPrefix(event.event.text)
        }
        guard let event, [.oomKill, .containerStarted, .containerRestarted].contains(event.event.kind) else {
            return nil
        }
        return ContainerItem.all(in: snapshot, scope: .node(node)).first { $0.number == event.event.entity }?.id
    }

    private mutating func openRow(_ snapshot: FleetSnapshot) {
        guard !isMaximised, view == .nodes || view == .containers || view == .processes else {
            isMaximised.toggle()
            return
        }
        guard let row = selectedRow(snapshot) else { return }
        // Whoever comes back finds it.
        table.place(on: row.id)
        switch view {
        case .nodes: show(.containers, scope: .node(row.id.node))
        case .containers where row.entity?.kind == .process: showDetail(snapshot)
        case .containers:
            guard row.entity != nil, let item = ContainerItem.find(row.id, in: paused ?? snapshot) else {
                return fold(row, isFolded: row.branch?.isFolded == false)
            }
            show(
                .processes, scope: .container(row.id, shortID: item.labels.shortID, name: item.labels.nameOfOnlyOne))
        default: showDetail(snapshot)
        }
    }

    /// Opens the graphs of the selected row; from views without such rows, those that were open last.
    mutating func showDetail(_ snapshot: FleetSnapshot) {
        let row = selectedRow(snapshot)
        // Whoever comes back finds it. The list of events, though, goes on to show the newest.
        if let row, view == .nodes || view == .containers || view == .processes { table.place(on: row.id) }
        switch view {
        case .nodes: subject = row.map { .node($0.id.node) }
        case .containers where row?.entity?.kind == .process, .processes:
            let item = row.flatMap { ProcessItem.find($0.id, in: paused ?? snapshot) }
            subject = item.map { .process($0.id, name: "pid \($0.label("pid")) \($0.label("comm"))") }
        case .containers:
            guard let row, row.entity != nil, let item = ContainerItem.find(row.id, in: paused ?? snapshot) else {
                return say("select a container: namespaces and pods have no graphs", at: snapshot.wall)
            }
            subject = .container(row.id, name: item.labels.fullName)
        case .detail: return
        case .recordings, .monitors, .events: break
        }
        detailOrigin = view
        show(.detail)
    }

    /// Shows a table with other rows than before.
    mutating func show(_ view: ViewKind, scope: Scope) {
        if var next = tables[view], next.scope != scope {
            next.scope = scope
            (next.offset, next.index, next.isPlaced, next.frozen) = (0, 0, false, nil)
            tables[view] = next
        }
        show(view)
    }

    /// Closes what is open, one step at a time.
    mutating func goBack() {
        if isMaximised {
            (isMaximised, paneOffset) = (false, 0)
        } else if !table.filter.isEmpty {
            table.filter = ""
        } else if paused != nil {
            (paused, journey) = (nil, nil)
        } else if view == .detail {
            show(detailOrigin)
        } else if view == .processes, case .container = table.scope {
            table.scope = .all
            show(.containers)
        } else if view != .nodes {
            if table.scope != .all { table.scope = .all }
            show(.nodes)
        }
    }

    /// The row that the cursor is on, or `nil`.
    func selectedRow(_ snapshot: FleetSnapshot) -> TableRow? {
        let model = model(paused ?? snapshot)
        let index = model.selection(id: table.selection, near: table.index)
        return model.rows.indices.contains(index) ? model.rows[index] : nil
    }

    mutating func toggleTree(_ snapshot: FleetSnapshot) {
        guard view == .containers || view == .processes else {
            return say("only containers and processes have a tree", at: snapshot.wall)
        }
        table.isTree.toggle()
        table.frozen = nil
    }

    /// Hides the rows below the selected one, or below its parent; or shows them again.
    mutating func fold(_ isFolded: Bool, _ snapshot: FleetSnapshot) {
        guard let row = selectedRow(snapshot) else { return }
        fold(row, isFolded: isFolded)
    }

    private mutating func fold(_ row: TableRow, isFolded: Bool) {
        guard let branch = row.branch else { return }
        if row.entity?.kind == .container, !branch.isFolded {
            // Its processes come last and go first: there may be very many.
            if !isFolded { table.unfolded.insert(row.id) }
            if !isFolded || table.unfolded.remove(row.id) != nil { return }
        }
        if branch.isGroup, isFolded != branch.isFolded {
            if isFolded { table.folded.insert(row.id) } else { table.folded.remove(row.id) }
        } else if isFolded, let parent = branch.parent {
            table.folded.insert(parent)
            table.place(on: parent)
        }
    }
}
