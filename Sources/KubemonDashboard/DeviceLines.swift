import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The busiest disks and interfaces of a machine, one line each.
struct DeviceLines {
    let node: NodeSnapshot

    /// At most `most` lines for a window of `columns`, the busiest interface beside the busiest disk.
    func lines(most: Int, columns: Int) -> [StyledText] {
        let nameWidth = columns >= 100 ? 14 : 9
        let interfaces = busiest(nameWidth, .interface, "net", "receive", "transmit", "rx", "tx")
        let disks = busiest(nameWidth, .disk, "disk", "read", "written", "read", "write")
        var lines: [StyledText] = []
        for index in 0..<max(interfaces.count, disks.count) {
            let interface = index < interfaces.count ? interfaces[index] : ""
            let disk = index < disks.count ? disks[index] : ""
            let gap = String(repeating: " ", count: max(2, (columns >= 100 ? 46 : 35) - interface.width))
            lines.append(interface + StyledText(gap) + disk)
        }
        return Array(lines.prefix(most))
    }

    private func busiest(
        _ nameWidth: Int, _ kind: EntityKind, _ word: String, _ first: String, _ second: String, _ firstLabel: String,
        _ secondLabel: String
    ) -> [StyledText] {
        guard let table = node.table(kind) else { return [] }
        let schema = Schema.of(kind)
        let rows = (0..<table.current.rowCount).map { row in
            let rates = [first, second].map { name in
                schema.index(of: name).flatMap { table.rate(row: row, column: $0) }
            }
            return (name: name(table.current.entities[row], kind), rates: rates)
        }
        let ordered = rows.sorted { left, right in
            let (a, b) = (left.rates.reduce(0) { $0 + ($1 ?? 0) }, right.rates.reduce(0) { $0 + ($1 ?? 0) })
            return a == b ? left.name < right.name : a > b
        }
        return ordered.map { row in
            StyledText(padded(word, 5), .dim).adding(padded(row.name, nameWidth) + " ")
                .adding(firstLabel + " ", .dim).adding(padded(Format.binary(row.rates[0]), -5))
                .adding("  " + secondLabel + " ", .dim).adding(padded(Format.binary(row.rates[1]), -5))
        }
    }

    private func name(_ number: UInt32, _ kind: EntityKind) -> String {
        kind.identity.first.flatMap { node.entity(number, of: kind)?[$0] } ?? "#\(number)"
    }

    /// Text in a field of fixed width, cut at its end; a negative width aligns to the right.
    private func padded(_ text: String, _ width: Int) -> String {
        let size = abs(width)
        let used = TextWidth.of(text)
        guard used <= size else { return String(text.prefix(max(0, size - 1))) + "~" }
        let space = String(repeating: " ", count: size - used)
        return width < 0 ? space + text : text + space
    }
}
