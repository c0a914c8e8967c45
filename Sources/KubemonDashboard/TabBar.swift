import KubemonScreen
import KubemonStore

/// The second line: the views, and what the current one shows.
enum TabBar {
    static func draw(
        _ state: DashboardState, _ snapshot: FleetSnapshot, _ model: TableModel, in rect: Rect,
        of frame: inout CellBuffer
    ) {
        let tabs = places(columns: rect.columns)
        for (view, label, column) in tabs {
            let isCurrent = view == state.view
            let text = StyledText(isCurrent ? "[" : " ", .strong).adding(String(view.rawValue), .key)
                .adding(" " + label, isCurrent ? .strong : .plain).adding(isCurrent ? "]" : " ", .strong)
            frame.put(text, row: rect.row, column: column)
        }
        let end = tabs.last.map { $0.column + $0.label.count + 5 } ?? 0
        let forms = scope(state, snapshot, model, glyphs: frame.glyphs)
        let room = rect.columns - end - 1
        if let fitting = forms.first(where: { $0.width <= room }) {
            frame.put(fitting, row: rect.row, endingAt: rect.right - 1)
        } else if room > 12, let shortest = forms.last {
            frame.put(
                shortest.text, row: rect.row, column: end, width: room, align: .trailing, elision: .middle, style: .dim)
        }
    }

    /// The view whose tab is at a column.
    static func hit(column: Int, columns: Int) -> ViewKind? {
        places(columns: columns).first { column >= $0.column && column < $0.column + $0.label.count + 4 }?.view
    }

    private static func places(columns: Int) -> [(view: ViewKind, label: String, column: Int)] {
        var column = 0
        return ViewKind.allCases.map { view in
            let label = columns >= 140 ? view.title : view.shortTitle
            defer { column += label.count + 5 }
            return (view, label, column)
        }
    }

    /// Resource, scope and count, as in k9s: `Containers(node-01)[12 of 41]  sort`; and what is left of it in less room.
    private static func crumbs(
        _ state: DashboardState, _ count: String, isTree: Bool, _ glyphs: GlyphSet
    ) -> [StyledText] {
        let scope = StyledText("(", .dim).adding(state.table.scope.title, .strong).adding(")", .dim)
        let counted = StyledText("[\(count)]", .strong)
        var filter = StyledText()
        if !state.table.filter.isEmpty {
            filter = StyledText("  /", .dim).adding(state.table.filter, .warning)
        }
        if state.table.isOnlyActive { filter.append("  used CPU", .warning) }
        let arrow = state.table.isDescending ? glyphs.arrows.down : glyphs.arrows.up
        let gap = glyphs.isASCII ? " " : ""
        let order = StyledText(isTree ? "  tree" : "  \(state.table.sort)\(gap)\(arrow)", .key)
        let whole = StyledText(state.view.title, .dim) + scope + counted + filter
        let brief = scope + counted
        return [whole + order, whole, brief + filter + order, brief + filter, brief, counted]
    }

    /// The nodes whose rows are missing here, in full and in brief; `nil` if there are none.
    private static func lostNodes(
        _ state: DashboardState, _ snapshot: FleetSnapshot
    ) -> (whole: StyledText, brief: StyledText)? {
        let lost = snapshot.nodes.filter { node in
            node.state == .lost && (state.table.scope.node == nil || state.table.scope.node == node.name)
        }
        guard let first = lost.first else { return nil }
        let name = lost.count == 1 ? first.name : "\(lost.count) nodes"
        let whole = StyledText("  without ", .dim).adding(name + " (lost)", .critical)
        return (whole, StyledText(" ").adding("\(lost.count) lost", .critical))
    }

    /// Resource, count, filter and order, in forms from long to short: `18 of 41 events  filter node=a  sort time`.
    private static func scope(
        _ state: DashboardState, _ snapshot: FleetSnapshot, _ model: TableModel, glyphs: GlyphSet
    ) -> [StyledText] {
        if state.view == .detail { return [StyledText(state.subject?.title ?? "", .strong)] }
        let (shown, all) = (model.shownCount, model.unfilteredCount)
        if state.view == .containers || state.view == .processes {
            let forms = crumbs(state, shown == all ? "\(all)" : "\(shown) of \(all)", isTree: model.isTree, glyphs)
            guard let lost = lostNodes(state, snapshot) else { return forms }
            return forms.dropLast().map { $0 + lost.whole } + forms.map { $0 + lost.brief } + forms.suffix(1)
        }
        var text = StyledText(shown == all ? "\(all)" : "\(shown) of \(all)", .strong)
        let title = state.view.title.lowercased()
        text.append(" " + (all == 1 ? String(title.dropLast()) : title), .dim)
        if !state.table.filter.isEmpty {
            text.append("  filter ", .dim)
            text.append(state.table.filter, .warning)
        }
        let arrow = state.table.isDescending ? glyphs.arrows.down : glyphs.arrows.up
        return [
            text + StyledText("  sort ", .dim).adding("\(state.table.sort)\(glyphs.isASCII ? " " : "")\(arrow)", .key),
            text,
        ]
    }
}
