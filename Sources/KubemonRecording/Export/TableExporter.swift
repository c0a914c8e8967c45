import KubemonMetrics

/// Exports one table of a recording, row by row.
struct TableExporter {
    private let selection: RowSelection
    private let values: ExportOptions.Values
    private var reader: TableReader
    private var history: RowHistory
    /// Per column, its position among the counters.
    private let counters: [Int?]
    private let file: String
    private let keyColumns: [Int]
    private let containerColumn: Int?

    init(
        _ table: OpenedRecording.Table, values: ExportOptions.Values, selection: RowSelection, _ index: EntityIndex,
        files: any FileSystem
    ) throws(ExportError) {
        self.selection = selection
        self.values = values
        reader = try TableReader(table, files: files)
        // What a column is says the recording: its version may know others than this one.
        var count = 0
        counters = table.header.indices.map { column in
            let metric = column - table.description.identity.count
            guard values != .raw, metric >= 0, table.description.columns[metric].isCounter else { return nil }
            defer { count += 1 }
            return count
        }
        file = table.description.file
        keyColumns = RowKey.columns(of: table.description).compactMap(reader.index)
        containerColumn = reader.index(of: "container_id")
        history = RowHistory(columns: count, restarts: index.restarts[table.description.file] ?? [:])
    }

    /// Writes the rows of a kind that are selected.
    mutating func exportRows(to file: TableFile) throws(ExportError) {
        try writeHeader(to: file)
        while try reader.next() {
            let head = try reader.head()
            let isSelected = selection.contains(time: head.time) && isSelected
            guard values != .raw else {
                if isSelected { try copyRow(to: file) }
                continue
            }
            // Rows before the range are the ones before its first.
            let step = history.step(to: head, of: head.run.appending(keyColumns, of: reader))
            if isSelected {
                try writeDifferences(step, to: file)
            } else {
                for (column, counter) in counters.enumerated() {
                    if let counter { _ = advance(step, counter, to: reader.number(column)) }
                }
            }
        }
    }

    /// Writes the rows of `entities.csv` that are selected. A description holds from its row on, so all before the end of
    /// the range are.
    mutating func exportEntities(to file: TableFile) throws(ExportError) {
        try writeHeader(to: file)
        while try reader.next() {
            guard let time = reader.time else { throw reader.malformed }
            if selection.reaches(time: time), isSelected { try copyRow(to: file) }
        }
    }

    /// Writes the rows of `events.csv` that are selected. A gap belongs to the range if one of its slots does.
    mutating func exportEvents(to file: TableFile) throws(ExportError) {
        try writeHeader(to: file)
        let gap = (first: reader.index(of: "gap_first"), last: reader.index(of: "gap_last"))
        while try reader.next() {
            guard let time = reader.time else { throw reader.malformed }
            guard isSelected else { continue }
            if let first = instant(gap.first), let last = instant(gap.last) {
                if selection.overlaps(first, last) { try copyRow(to: file) }
            } else if selection.contains(time: time) {
                try copyRow(to: file)
            }
        }
    }

    /// Whether node and container of the row are selected.
    private var isSelected: Bool {
        guard selection.contains(node: reader.node) else { return false }
        guard let containerColumn else { return true }
        return selection.contains(container: reader.bytes(containerColumn), of: reader.node, in: file)
    }

    private func instant(_ column: Int?) -> UInt64? {
        column.flatMap { TimeText.parse(Array(reader.bytes($0)).span) }
    }

    private func writeHeader(to file: TableFile) throws(ExportError) {
        for (column, name) in reader.header.enumerated() {
            file.lines.append(cell: values == .rate && counters[column] != nil ? name + "_per_second" : name)
        }
        file.lines.endLine()
    }

    private func copyRow(to file: TableFile) throws(ExportError) {
        for column in 0..<reader.count { file.lines.append(cell: reader.bytes(column)) }
        try end(file)
    }

    private func writeDifferences(_ step: RowHistory.Step, to file: TableFile) throws(ExportError) {
        for (column, counter) in counters.enumerated() {
            guard let counter else {
                file.lines.append(cell: reader.bytes(column))
                continue
            }
            let wasCurrent = step.last.isCurrent[counter]
            let difference = advance(step, counter, to: reader.number(column))
            file.lines.reserve(RateText.longest + 1)
            if let difference {
                if values == .delta {
                    file.lines.append(decimal: difference)
                } else if let elapsed = step.elapsed, step.isNext, wasCurrent {
                    RateText.append(difference, per: elapsed, to: &file.lines)
                }
            }
            file.lines.append(LineBuffer.comma)
        }
        try end(file)
    }

    /// Remembers a counter's value and returns its difference to the last one; `nil` if there is none, or it was reset.
    private func advance(_ step: RowHistory.Step, _ counter: Int, to value: UInt64?) -> UInt64? {
        let last = step.last.values[counter]
        step.last.isCurrent[counter] = value != nil
        guard let value else { return nil }
        step.last.values[counter] = value
        guard let last, value >= last else { return nil }
        return value - last
    }

    private func end(_ file: TableFile) throws(ExportError) {
        file.lines.endLine()
        do throws(FileFailure) {
            try file.endRow()
        } catch {
            throw .writing(error)
        }
    }
}

extension ManifestTable.Column {
    /// Whether its values accumulate. Every counter is an unsigned integer.
    fileprivate var isCounter: Bool { kind == Metric.Kind.counter.rawValue && encoding == "integer" }
}
