import KubemonMetrics

/// The rows of one of the original's kinds of files, put together from the tables of a recording.
struct OriginalRows {
    /// One row.
    struct Row {
        let head: RowHead
        let node: ArraySlice<UInt8>
        /// Empty for a machine.
        let container: ArraySlice<UInt8>
        /// The process, if it is the row of one.
        let pid: String?
        /// Per column, the counters and gauges in the original's units.
        let values: [UInt64?]
        /// The same of the row before; `nil` if there is none, and no row is written.
        let last: [UInt64?]?
        /// Time since the row before, ns.
        let elapsed: UInt64
    }

    private let type: OriginalTable
    private let recording: OpenedRecording
    private let index: EntityIndex
    private var reader: TableReader
    private var history: RowHistory
    private let keyColumns: [Int]
    /// Per column, where its values stand in the table.
    private let places: [[Int]]
    private var disks: TickJoin?
    private var networks: TickJoin?
    private var facts: [RowKey: ManifestFacts] = [:]

    init(
        _ type: OriginalTable, _ table: OpenedRecording.Table, of recording: OpenedRecording, _ index: EntityIndex
    ) throws(ExportError) {
        self.type = type
        self.recording = recording
        self.index = index
        let reader = try TableReader(table, files: recording.files)
        self.reader = reader
        keyColumns = RowKey.columns(of: table.description).compactMap(reader.index)
        places = type.columns.map { column in
            switch column.content {
            case .constant: []
            case .value(let name): [name].compactMap(reader.index)
            case .difference(.own, let names, _), .percent(let names): names.compactMap(reader.index)
            case .difference: []
            }
        }
        history = RowHistory(
            columns: type.columns.count, restarts: index.restarts[table.description.file] ?? [:])
        disks = try Self.join(type.diskKind, .disk, type, recording)
        networks = try Self.join(type.networkKind, .network, type, recording)
    }

    /// The next row; `nil` at the end.
    mutating func next() throws(ExportError) -> Row? {
        guard try reader.next() else { return nil }
        let head = try reader.head()
        let node = reader.node
        let container = reader.index(of: "container_id").map { reader.bytes($0) } ?? []
        let values = try values(head, node: node, container: container)
        let step = history.step(to: head, of: head.run.appending(keyColumns, of: reader))
        let last = step.elapsed == nil ? nil : step.last.values
        // Where a value is missing, the last one known is remembered.
        for (column, value) in values.enumerated() {
            if let value { step.last.values[column] = value }
        }
        return Row(
            head: head, node: node, container: container,
            pid: type.kind == .process ? reader.index(of: "pid").map { reader.text($0) } : nil, values: values,
            last: last, elapsed: step.elapsed ?? 0)
    }

    /// Appends the cells of the row that was read last, each with a comma.
    func print(_ row: Row, minus last: [UInt64?], to line: inout LineBuffer) {
        for (position, column) in type.columns.enumerated() {
            line.reserve(64)
            switch column.content {
            case .constant(let text): line.append(Array(text.utf8))
            case .value:
                if let place = places[position].first {
                    OriginalNumber.append(hundredths: reader.bytes(place), to: &line)
                }
            case .difference(_, _, let scale):
                if let value = row.values[position], let last = last[position] {
                    OriginalNumber.append(value, minus: last, scale, to: &line)
                }
            case .percent:
                if let value = row.values[position], let last = last[position], value >= last, row.elapsed > 0 {
                    OriginalNumber.append(percent: value - last, of: row.elapsed, to: &line)
                }
            }
            line.reserve(1)
            line.append(LineBuffer.comma)
        }
    }

    private mutating func values(
        _ head: RowHead, node: ArraySlice<UInt8>, container: ArraySlice<UInt8>
    ) throws(ExportError) -> [UInt64?] {
        if facts[head.run] == nil, let place = reader.place {
            facts[head.run] = recording.facts(node: String(decoding: node, as: UTF8.self), run: place.run)
        }
        let disk = try diskValues(head, node: node, container: container)
        let network = try networkValues(head, node: node, container: container)
        let facts = facts[head.run]
        // The parts' values stand in the order of the columns that want them.
        var (diskPosition, networkPosition) = (0, 0)
        return type.columns.enumerated().map { position, column in
            switch column.content {
            case .constant, .value: return nil
            case .percent: return Self.sum(places[position].map { reader.number($0) })
            case .difference(let source, let names, let scale):
                let value: UInt64?
                switch source {
                case .own: value = Self.sum(places[position].map { reader.number($0) })
                case .disk:
                    value = Self.sum(names.indices.map { disk?[diskPosition + $0] })
                    diskPosition += names.count
                case .network:
                    value = Self.sum(names.indices.map { network?[networkPosition + $0] })
                    networkPosition += names.count
                }
                return value.flatMap { OriginalNumber.convert($0, scale, facts) }
            }
        }
    }

    private mutating func diskValues(
        _ head: RowHead, node: ArraySlice<UInt8>, container: ArraySlice<UInt8>
    ) throws(ExportError) -> [UInt64?]? {
        guard let disk = index.disks[String(decoding: node, as: UTF8.self)] else { return nil }
        let name = Array(disk.utf8)[...]
        let owner = owner(container)
        return try disks?.rows(of: head).first { $0.key.starts(with: owner) && $0.key.last == name }?.values
    }

    private mutating func networkValues(
        _ head: RowHead, node: ArraySlice<UInt8>, container: ArraySlice<UInt8>
    ) throws(ExportError) -> [UInt64?]? {
        guard let rows = try networks?.rows(of: head), let first = rows.first else { return nil }
        if type.kind == .node {
            return first.values.indices.map { column in Self.sum(rows.map { $0.values[column] }) }
        }
        let owner = owner(container)
        let own = rows.first { $0.key.starts(with: owner) }?.values
        if let own, own.contains(where: { $0 != nil }) { return own }
        // The network of a pod stands with one of its containers.
        guard let pod = pod(of: container, node: node) else { return own }
        return rows.first { row in
            row.values.contains { $0 != nil } && self.pod(of: row.key.first ?? [], node: node) == pod
        }?.values
    }

    /// What the keys of other tables' rows about the same thing begin with: a container's id, and when it started where
    /// that is recorded; nothing for a machine.
    private func owner(_ container: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        switch type.kind {
        case .node: []
        case .container: keyColumns.map { reader.bytes($0) }
        default: [container]
        }
    }

    private func pod(of container: ArraySlice<UInt8>, node: ArraySlice<UInt8>) -> String? {
        index.containers[EntityIndex.key(node: node, container: container)]?.labels["pod_uid"]
    }

    private static func join(
        _ kind: EntityKind?, _ source: OriginalColumn.Source, _ type: OriginalTable, _ recording: OpenedRecording
    ) throws(ExportError) -> TickJoin? {
        guard let kind, let table = recording.table(kind) else { return nil }
        let values = type.columns.flatMap { column -> [String] in
            guard case .difference(source, let names, _) = column.content else { return [] }
            return names
        }
        let reader = try TableReader(table, files: recording.files)
        return TickJoin(reader, keys: RowKey.columns(of: table.description), values: values)
    }

    /// The sum of the values that are there; `nil` if there is none or it does not fit.
    private static func sum(_ values: [UInt64?]) -> UInt64? {
        var sum: UInt64?
        for case .some(let value) in values {
            let (total, overflow) = (sum ?? 0).addingReportingOverflow(value)
            guard !overflow else { return nil }
            sum = total
        }
        return sum
    }
}
