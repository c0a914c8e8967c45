import KubemonScreen

/// Draws a table: header, the rows in sight, and their sum.
struct TableView {
    let model: TableModel
    let state: TableState
    /// What stands in place of rows if there are none.
    let hints: [String]
    let glyphs: GlyphSet
    /// The curves of the rows in sight.
    let curves: TableRow.Curves

    /// A column and where it stands.
    private struct Place {
        var index: Int
        var column: Int
        var width: Int
    }

    /// Columns in front of the first one, for the cursor.
    private static let margin = 2

    func draw(in rect: Rect, layout: Layout, of frame: inout CellBuffer) {
        guard !rect.isEmpty else { return }
        let places = arrange(width: rect.columns - Self.margin)
        var rest = rect
        if layout.headerRows > 0 { drawHeader(places, row: rest.takeTop(1).row, of: &frame) }
        let totalLine = layout.hasTotal ? 1 : 0
        guard !model.rows.isEmpty else {
            let width = rest.columns - Self.margin
            for line in hints.flatMap({ WrappedText.lines(of: $0, width: width) }) where !rest.isEmpty {
                frame.put(line, row: rest.takeTop(1).row, column: Self.margin, width: width, style: .dim)
            }
            return
        }
        let selected = model.selection(id: state.selection, near: state.index)
        let height = rest.rows - totalLine
        let offset = Scroll.offset(state.offset, showing: selected, count: model.rows.count, height: height)
        for line in 0..<max(0, min(height, model.rows.count - offset)) {
            let row = rest.takeTop(1).row
            draw(model.rows[offset + line], places, row: row, isSelected: offset + line == selected, of: &frame)
        }
        if let total = model.total, totalLine > 0 { draw(total, places, row: rest.row, isSelected: false, of: &frame) }
    }

    /// Chooses the columns that fit, whole ones only, and shares what is left among those that can use it.
    private func arrange(width: Int) -> [Place] {
        var chosen = model.columns.indices.filter { !model.columns[$0].isHidden }
        // Scrolling takes columns behind the first one away from the left, but never what says whose values they are.
        let hidden = Set(chosen.dropFirst().filter { $0 != model.treeColumn }.prefix(state.columnOffset))
        chosen.removeAll { hidden.contains($0) }
        var isNarrow = false
        func least(_ index: Int) -> Int {
            let column = model.columns[index]
            let width = isNarrow ? column.narrow?.width ?? column.width : column.width
            // The arrow of the order needs a place of its own, or two headers grow together.
            let title = isNarrow ? column.narrow?.title ?? column.title : column.title
            return isOrder(column) ? max(width, TextWidth.of(title) + (glyphs.isASCII ? 2 : 1)) : width
        }
        func needed() -> Int { chosen.reduce(-1) { $0 + least($1) + 1 } }
        while needed() > width, chosen.count > 1, let worst = worst(of: chosen), priority(worst) > 0 || chosen.count > 2
        {
            if priority(worst) < Column.optional, !isNarrow {
                isNarrow = true
            } else {
                chosen.removeAll { $0 == worst }
            }
        }
        var widths = chosen.map(least)
        // What is left must fit: names can be shortened further.
        if let last = widths.indices.last(where: { model.columns[chosen[$0]].align == .leading }), needed() > width {
            widths[last] = max(1, widths[last] - (needed() - width))
        }
        var spare = max(0, width - needed())
        for (position, index) in chosen.enumerated() where spare > 0 {
            let extra = min(spare, max(0, wish(index) - widths[position]))
            widths[position] += extra
            spare -= extra
        }
        var column = Self.margin
        return zip(chosen, widths).map { index, width in
            defer { column += width + 1 }
            return Place(index: index, column: column, width: width)
        }
    }

    /// What is not in sight of a table that is `rect`, in a line of its own: how many rows, and those of them that are
    /// lost; empty if all are.
    func hidden(in rect: Rect, layout: Layout) -> StyledText {
        let height = rect.rows - layout.headerRows - (layout.hasTotal ? 1 : 0)
        guard height > 0, model.rows.count > height else { return "" }
        let selected = model.selection(id: state.selection, near: state.index)
        let first = Scroll.offset(state.offset, showing: selected, count: model.rows.count, height: height)
        let rows = model.rows.prefix(first) + model.rows.dropFirst(first + height)
        let text = StyledText(" \(rows.count) more", .strong)
        let lost = rows.filter { !$0.notice.isEmpty }
        guard let one = lost.first else { return text.adding(" ") }
        return text.adding(", LOST: ", .critical)
            .adding((lost.count == 1 ? one.id.node : "\(lost.count) of them") + " ", .critical)
    }

    /// The column whose header stands at a position of the screen, if the rows can be ordered by it.
    func hit(column: Int, width: Int) -> String? {
        let place = arrange(width: width - Self.margin).first { column >= $0.column && column <= $0.column + $0.width }
        return place.map { model.columns[$0.index] }.flatMap { $0.isSortable ? $0.name : nil }
    }

    private func isOrder(_ column: Column) -> Bool {
        column.name == state.sort && column.isSortable && !model.isTree
    }

    /// The column that goes next. Of those that are to stay it is the last one: names come first.
    private func worst(of chosen: [Int]) -> Int? {
        let worst = chosen.max { priority($0) < priority($1) }
        return worst.map(priority) == 0 ? chosen.last : worst
    }

    private func priority(_ index: Int) -> Int { model.columns[index].priority }

    /// Columns that a column can use: its widest, or what its longest text needs.
    private func wish(_ index: Int) -> Int {
        min(model.columns[index].widest, model.longest[index] ?? .max)
    }

    private func drawHeader(_ places: [Place], row: Int, of frame: inout CellBuffer) {
        for place in places {
            let column = model.columns[place.index]
            let style: Style = isOrder(column) ? .key : .heading
            var title = place.width < column.width ? column.narrow?.title ?? column.title : column.title
            if isOrder(column) {
                // An ASCII arrow is a letter.
                if glyphs.isASCII { title.append(" ") }
                title.append(state.isDescending ? glyphs.arrows.down : glyphs.arrows.up)
            }
            frame.put(title, row: row, column: place.column, width: place.width, align: column.align, style: style)
        }
    }

    private func draw(
        _ line: TableRow, _ places: [Place], row: Int, isSelected: Bool, of frame: inout CellBuffer
    ) {
        for (position, place) in places.enumerated() {
            let column = model.columns[place.index]
            if !line.notice.isEmpty, position >= line.leading {
                let width = frame.columns - place.column
                frame.put(line.notice, row: row, column: place.column, width: width)
                break
            }
            var text = line.cell(place.index, place.width, curves)
            if place.index == model.treeColumn, let branch = line.branch { text = branch.prefix(frame.glyphs) + text }
            put(text, column, place, row: row, of: &frame)
        }
        let whole = Rect(row: row, column: 0, rows: 1, columns: frame.columns)
        if line.isDim { frame.restyle(whole) { $0 == .warning || $0 == .critical ? $0 : .dim } }
        // Not every terminal can draw dimmer characters.
        if line.isDim { frame.put("?", row: row, column: 1, width: 1, style: .warning) }
        if line.isAlarmed { frame.put("!", row: row, column: 1, width: 1, style: .critical) }
        guard isSelected else { return }
        frame.put(String(frame.glyphs.cursor), row: row, column: 0, width: 1)
        frame.restyle(whole) { $0.onSelection }
    }

    private func put(_ text: StyledText, _ column: Column, _ place: Place, row: Int, of frame: inout CellBuffer) {
        let width = text.width
        if width > place.width, let last = text.runs.last {
            frame.put(
                text.text, row: row, column: place.column, width: place.width, elision: column.elision,
                style: last.style)
            return
        }
        let padding = column.align == .trailing ? place.width - width : 0
        frame.put(text, row: row, column: place.column + padding, width: place.width - padding)
    }
}
