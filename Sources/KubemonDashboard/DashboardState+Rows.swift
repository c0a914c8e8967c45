import KubemonScreen
import KubemonStore

extension DashboardState {
    /// Leaves only rows that used CPU, and those that something is said of.
    func keepActive(_ model: inout TableModel) {
        guard let cpu = model.columns.firstIndex(where: { $0.name == "cpu" }) else { return }
        model.rows.removeAll { row in
            guard case .number(let value?) = row.value(cpu) else { return true }
            return value <= 0
        }
    }

    mutating func toggleActive(_ snapshot: FleetSnapshot) {
        guard view == .containers || view == .processes else {
            return say("only containers and processes can be inactive", at: snapshot.wall)
        }
        table.isOnlyActive.toggle()
        say(table.isOnlyActive ? "only rows that used CPU; a shows all" : "all rows", at: snapshot.wall)
    }

    mutating func toggleFollow(_ snapshot: FleetSnapshot) {
        if table.followed != nil {
            table.followed = nil
            return say("no longer following", at: snapshot.wall)
        }
        guard view == .containers || view == .processes, let row = selectedRow(snapshot), row.entity != nil,
            let name = followName(of: row, model(paused ?? snapshot))
        else { return say("select a container or process to follow", at: snapshot.wall) }
        table.followed = (row.id.node, name)
        table.place(on: row.id)
        say("following \(name), through restarts too; any cursor key ends it", at: snapshot.wall)
    }

    /// The cursor goes on to the container or process that has come in place of the one that was followed.
    mutating func follow(_ model: TableModel) {
        guard let followed = table.followed, let id = table.selection, !model.rows.contains(where: { $0.id == id }),
            let next = model.rows.first(where: { row in
                row.id.node == followed.node && row.entity != nil && followName(of: row, model) == followed.name
            })
        else { return }
        table.selection = next.id
    }

    private func followName(of row: TableRow, _ model: TableModel) -> String? {
        guard let column = model.columns.firstIndex(where: { $0.name == "name" || $0.name == "command" }),
            case .text(let name) = row.value(column)
        else { return nil }
        return name
    }
}
