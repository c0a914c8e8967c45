import KubemonMetrics
import KubemonScreen
import KubemonStore

/// Every number that is sampled of a machine, from the catalogue: a new metric appears here by itself.
struct NodeDetail {
    let node: NodeSnapshot

    private static let valueWidth = 9

    /// The lines for a window of `columns`.
    func lines(columns: Int) -> [StyledText] {
        var lines: [StyledText] = []
        // The machine's own numbers fill pages; what is short comes first.
        for kind in [EntityKind.disk, .interface, .node, .monitor] {
            guard let table = node.table(kind), table.current.rowCount > 0, Schema.of(kind).count > 0 else { continue }
            lines.append(StyledText(Self.title(of: kind), .heading))
            for row in 0..<table.current.rowCount { lines += entity(row, of: table, kind, columns: columns - 2) }
            lines.append("")
        }
        return lines
    }

    /// The lines of one container or process.
    func lines(of number: UInt32, _ kind: EntityKind, columns: Int) -> [StyledText] {
        guard let table = node.table(kind), let row = table.current.row(of: number) else { return [] }
        return [StyledText(Self.title(of: kind), .heading)]
            + entity(row, of: table, kind, columns: columns - 2).dropFirst()
    }

    private static func title(of kind: EntityKind) -> String {
        let name = kind.tableName.prefix(1).uppercased() + kind.tableName.dropFirst()
        return name + "  (counters per second)"
    }

    /// The values of one entity in as many columns as fit.
    private func entity(_ row: Int, of table: KindTable, _ kind: EntityKind, columns: Int) -> [StyledText] {
        let schema = Schema.of(kind)
        let labelWidth = schema.metrics.map { $0.name.count }.max() ?? 1
        let cell = labelWidth + 1 + Self.valueWidth + 3
        let perLine = max(1, columns / cell)
        let height = (schema.count + perLine - 1) / perLine
        let indent = kind.identity.isEmpty ? 0 : 2
        var lines = [StyledText](repeating: StyledText(String(repeating: " ", count: indent)), count: height)
        for (index, metric) in schema.metrics.enumerated() {
            let name = metric.name + String(repeating: " ", count: labelWidth - metric.name.count + 1)
            let value = text(of: metric, row: row, column: index, table)
            let space = String(repeating: " ", count: max(0, Self.valueWidth - value.count))
            lines[index % height] = lines[index % height].adding(name, .dim).adding(space + value + "   ")
        }
        guard let key = kind.identity.first else { return lines }
        let name = node.entity(table.current.entities[row], of: kind)?[key] ?? "#\(table.current.entities[row])"
        return [StyledText(name, .strong)] + lines
    }

    private func text(of metric: Metric, row: Int, column: Int, _ table: KindTable) -> String {
        guard table.current.columnCount > column, let raw = table.current[row, column] else { return Format.missing }
        switch metric.kind {
        case .counter:
            guard let rate = table.rate(row: row, column: column) else { return Format.missing }
            switch metric.unit {
            case .microseconds: return Format.percent(rate / 1e4) + "%"
            case .nanoseconds: return Format.percent(rate / 1e7) + "%"
            case .bytes: return Format.binary(rate) + "/s"
            default: return Format.number(rate) + "/s"
            }
        case .gauge:
            if metric.encoding == .limit, raw == .max { return "max" }
            if metric.encoding == .letter { return String(Unicode.Scalar(UInt8(truncatingIfNeeded: raw))) }
            let value = Self.number(raw, metric.encoding)
            switch metric.unit {
            case .bytes: return Format.binary(value)
            case .percent: return Format.number(value) + "%"
            case .nanoseconds: return Format.number(value / 1e6) + "ms"
            case .microseconds: return Format.number(value / 1e3) + "ms"
            default:
                if metric.encoding == .hundredths { return Format.number(value) }
                return value < 1e6 ? Format.decimal(value, digits: 0) : Format.binary(value)
            }
        }
    }

    private static func number(_ raw: UInt64, _ encoding: Metric.Encoding) -> Double {
        switch encoding {
        case .integer, .limit, .letter: Double(raw)
        case .signed: Double(Int64(bitPattern: raw))
        case .hundredths: Double(raw) / 100
        }
    }
}
