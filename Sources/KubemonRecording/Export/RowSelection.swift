import KubemonMetrics

/// Which rows are exported.
struct RowSelection {
    private let range: Range<UInt64>
    private let nodes: Set<ArraySlice<UInt8>>
    private let containers: Set<RowKey>?

    /// - Throws: ``ExportError`` if nothing can match.
    init(_ options: ExportOptions, of recording: OpenedRecording, _ index: EntityIndex) throws(ExportError) {
        let first = options.from?.nanoseconds(firstTime: recording.firstTime) ?? 0
        let end = options.to?.nanoseconds(firstTime: recording.firstTime) ?? .max
        guard first < end, first < recording.endTime, end > recording.firstTime else {
            throw .emptyRange(
                first: TimeText.text(recording.firstTime), last: TimeText.text(recording.endTime))
        }
        range = first..<end
        for node in options.nodes where !recording.nodes.contains(node) {
            throw .unknownNode(node, known: recording.nodes)
        }
        nodes = Set(options.nodes.map { Array($0.utf8)[...] })
        guard !options.containers.isEmpty else {
            containers = nil
            return
        }
        var found: Set<RowKey> = []
        for text in options.containers {
            let keys = index.containers(matching: text)
            guard !keys.isEmpty else { throw .unknownContainer(text) }
            found.formUnion(keys)
        }
        containers = found
    }

    /// Whether rows of that time are exported.
    func contains(time: UInt64) -> Bool { range.contains(time) }

    /// Whether a description that holds from that time on says something about the range.
    func reaches(time: UInt64) -> Bool { time < range.upperBound }

    /// Whether slots `first` to `last` touch the range.
    func overlaps(_ first: UInt64, _ last: UInt64) -> Bool { first < range.upperBound && last >= range.lowerBound }

    /// Whether rows of the node are exported; what belongs to no node always is.
    func contains(node: ArraySlice<UInt8>) -> Bool { nodes.isEmpty || node.isEmpty || nodes.contains(node) }

    /// Whether rows of the container are exported. What belongs to no container is, unless containers were chosen and
    /// the table is one of containers and their processes.
    func contains(container: ArraySlice<UInt8>, of node: ArraySlice<UInt8>, in table: String) -> Bool {
        guard let containers else { return true }
        guard !container.isEmpty else { return table != EntityKind.process.tableName + ".csv" }
        return containers.contains(EntityIndex.key(node: node, container: container))
    }
}
