import KubemonScreen
import KubemonStore

extension DashboardState {
    /// A click: on a tab, a header, a row of the table, or a label of the function bar.
    mutating func click(row: Int, column: Int, snapshot: FleetSnapshot) -> [Effect] {
        let before = clickedRow
        clickedRow = nil
        let shown = paused ?? snapshot
        let model = model(shown)
        let layout = layout(shown, model)
        if row == layout.tabs?.row {
            if let hit = TabBar.hit(column: column, columns: columns) {
                guard let action = Action.allCases.first(where: { $0.view == hit }) else { return [] }
                return perform(action, snapshot: snapshot)
            }
        } else if row == layout.bar?.row {
            if let action = FunctionBar.hit(column: column, columns: columns) {
                return perform(action, snapshot: snapshot)
            }
        } else if row == layout.table.row, layout.headerRows > 0, layout.table.rows > 0 {
            let view = TableView(model: model, state: table, hints: [], glyphs: glyphs, curves: [:])
            if let name = view.hit(column: column, width: columns) { sort(by: [name], snapshot) }
        } else if layout.table.contains(row: row, column: column), row >= layout.table.row + layout.headerRows {
            let line = row - layout.table.row - layout.headerRows
            guard line < layout.tableRows, model.rows.indices.contains(table.offset + line) else { return [] }
            return select(table.offset + line, in: model, clickedBefore: before, snapshot)
        }
        return []
    }

    /// A click on a row goes there; another one on the same row opens it. Between them nothing may jump.
    private mutating func select(
        _ index: Int, in model: TableModel, clickedBefore: RowID?, _ snapshot: FleetSnapshot
    ) -> [Effect] {
        let id = model.rows[index].id
        table.place(on: id)
        table.frozen = (model.rows.map(\.id), snapshot.wall &+ 3 * Self.second)
        if clickedBefore == id { return perform(.open, snapshot: snapshot) }
        clickedRow = id
        return []
    }

    /// A click while a dialog is open: on what it offers, or on a function key; beside it what needs no answer closes.
    mutating func clickDialog(_ dialog: Dialog, row: Int, column: Int, snapshot: FleetSnapshot) -> [Effect] {
        let area = Dashboard.dialogArea(rows: rows, columns: columns)
        if rows >= 10, row == rows - 1 {
            let action = FunctionBar.hit(column: column, columns: columns)
            return Keymap.bindings.first { $0.action == action }?.keys.last.map {
                handleDialog($0, snapshot: snapshot)
            } ?? []
        }
        if case .setup(let setup) = dialog {
            return click(setup, at: SetupView(setup: setup, settings: settings).hit(row: row, in: area))
        }
        guard let content = DialogView.content(dialog, self, snapshot, rows: area.rows, columns: columns) else {
            return []
        }
        let (box, inner, first) = content.place(in: area)
        if !box.contains(row: row, column: column) {
            switch dialog {
            case .sort, .refresh: self.dialog = nil
            default: break
            }
            return []
        }
        guard inner.contains(row: row, column: column) else { return [] }
        switch content.click(line: row - inner.row + first, column: column - inner.column) {
        case .keys(let keys): return keys.flatMap { handleDialog($0, snapshot: snapshot) }
        case .item(let index): return choose(index, snapshot)
        case .focus(let focus, let keys):
            guard case .start(var prompt) = dialog else { return [] }
            prompt.focus = focus
            self.dialog = .start(prompt)
            return keys.flatMap { handleDialog($0, snapshot: snapshot) }
        case nil: return []
        }
    }

    private mutating func choose(_ index: Int, _ snapshot: FleetSnapshot) -> [Effect] {
        switch dialog {
        case .sort: dialog = .sort(index: index)
        case .refresh: dialog = .refresh(index: index)
        default: return []
        }
        return handleDialog(.enter, snapshot: snapshot)
    }

    /// A click on a setting marks it, another one changes it.
    private mutating func click(_ setup: SetupState, at key: SettingKey?) -> [Effect] {
        guard setup.field == nil, let key, let index = SettingKey.allCases.firstIndex(of: key) else { return [] }
        if setup.key == key { return handleSetup(.enter, setup) }
        var setup = setup
        (setup.index, setup.error) = (index, "")
        dialog = .setup(setup)
        return []
    }
}
