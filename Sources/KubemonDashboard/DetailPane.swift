import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The detail view: one machine, container or process over the whole window.
struct DetailPane {
    let snapshot: FleetSnapshot
    let state: DashboardState

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        switch state.subject {
        case .node(let name):
            if let node = snapshot.nodes.first(where: { $0.name == name }) {
                return NodePane(node: node, snapshot: snapshot, state: state).draw(in: rect, of: &frame)
            }
        case .container(let id, _):
            if let item = ContainerItem.find(id, in: snapshot) {
                return ContainerDetail(item: item, snapshot: snapshot, state: state).draw(in: rect, of: &frame)
            }
        case .process(let id, _):
            if let item = ProcessItem.find(id, in: snapshot) {
                return ProcessDetail(item: item, snapshot: snapshot, state: state).draw(in: rect, of: &frame)
            }
        case nil:
            return hint("select a node, container or process (1 2 3), then press 4", in: rect, of: &frame)
        }
        hint("it has ended, or its node is lost; Esc goes back", in: rect, of: &frame)
    }

    private func hint(_ text: String, in rect: Rect, of frame: inout CellBuffer) {
        guard !rect.isEmpty else { return }
        frame.put(text, row: rect.row, column: 2, width: rect.columns - 2, style: .dim)
    }
}

extension DashboardState {
    /// How far the keys can scroll what is shown in place of a table.
    func paneLines(_ snapshot: FleetSnapshot, page: Int) -> Int {
        var subject = view == .detail ? self.subject : nil
        if view == .nodes { subject = table.selection.map { .node($0.node) } }
        if view == .containers { subject = table.selection.map { .container($0, name: "") } }
        if view == .processes { subject = table.selection.map { .process($0, name: "") } }
        switch subject {
        case .node(let name):
            guard isMaximised, let node = snapshot.nodes.first(where: { $0.name == name }) else { return 0 }
            return NodeDetail(node: node).lines(columns: columns).count
        case .container(let id, _):
            guard isMaximised else { return ContainerDetail.graphCount - 1 + page }
            guard let item = ContainerItem.find(id, in: snapshot) else { return 0 }
            return NodeDetail(node: item.node).lines(of: item.number, .container, columns: columns).count
        case .process(let id, _):
            guard let item = ProcessItem.find(id, in: snapshot) else { return 0 }
            return NodeDetail(node: item.node).lines(of: item.number, .process, columns: columns).count
        case nil: return 0
        }
    }
}
