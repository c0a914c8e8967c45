import FoundationEssentials
import KubemonMetrics

/// What `entities.csv` and `events.csv` say that is needed before the first row is exported.
///
/// Holds one entry per container, disk and interface, none per process.
struct EntityIndex {
    /// Containers by ``key(node:container:)``.
    private(set) var containers: [RowKey: RecordedContainer] = [:]
    /// By table, the samples at which something of the same name began anew within one run: its counters did too.
    private(set) var restarts: [String: [RowKey: [UInt64]]] = [:]
    /// The first physical disk of each node, or its first disk if none is physical.
    private(set) var disks: [String: String] = [:]
    /// Address of each node's monitor, where it connected while the recording ran.
    private(set) var addresses: [String: String] = [:]

    /// Reads them.
    init(_ recording: OpenedRecording) throws(ExportError) {
        if let table = recording.table(RecordingWriter.entityFile) { try readEntities(table, recording) }
        if let table = recording.table(RecordingWriter.eventFile) { try readAddresses(table, recording) }
    }

    /// A container of a node.
    static func key(node: ArraySlice<UInt8>, container: ArraySlice<UInt8>) -> RowKey {
        var key = RowKey()
        key.append(node)
        key.append(container)
        return key
    }

    /// The containers that the user means by `text`.
    func containers(matching text: String) -> [RowKey] {
        containers.filter { $0.value.matches(text) }.map(\.key)
    }

    private mutating func readEntities(
        _ table: OpenedRecording.Table, _ recording: OpenedRecording
    ) throws(ExportError) {
        var reader = try TableReader(table, files: recording.files)
        let columns = Dictionary(reader.header.enumerated().map { ($1, $0) }) { first, _ in first }
        guard let change = columns["change"], let kind = columns["table"] else { return }
        // Processes are told apart by when they started; they need no entry, and there may be millions.
        let keys = recording.tables.filter { !$0.description.columns.isEmpty }
            .map { (table: $0.description.file, columns: RowKey.columns(of: $0.description)) }
            .filter {
                $0.table != EntityKind.process.tableName + ".csv" && $0.columns.allSatisfy { columns[$0] != nil }
            }
            .map { (table: $0.table, columns: $0.columns.compactMap { columns[$0] }) }
        var seen: [String: Set<RowKey>] = [:]
        var physical: Set<String> = []
        while try reader.next() {
            let file = reader.text(kind) + ".csv"
            noteContainer(reader, columns, isContainer: file == EntityKind.container.tableName + ".csv")
            if file == EntityKind.disk.tableName + ".csv" { noteDisk(reader, columns, &physical) }
            guard reader.text(change) == EntityChange.first.rawValue, let place = reader.place,
                let keyed = keys.first(where: { $0.table == file })
            else { continue }
            let key = RowKey(node: reader.node, run: place.run).appending(keyed.columns, of: reader)
            if !seen[file, default: []].insert(key).inserted {
                restarts[file, default: [:]][key, default: []].append(place.sequence)
            }
        }
    }

    private mutating func noteContainer(_ reader: TableReader, _ columns: [String: Int], isContainer: Bool) {
        guard let column = columns["container_id"], !reader.bytes(column).isEmpty else { return }
        let key = Self.key(node: reader.node, container: reader.bytes(column))
        var container = containers[key] ?? RecordedContainer(id: reader.text(column))
        func update(_ path: WritableKeyPath<RecordedContainer, String>, _ name: String) {
            if let column = columns[name], !reader.bytes(column).isEmpty {
                container[keyPath: path] = reader.text(column)
            }
        }
        update(\.namespace, "namespace")
        update(\.pod, "pod")
        update(\.name, "container")
        if isContainer { container.labels = Self.labels(reader, columns) }
        containers[key] = container
    }

    private mutating func noteDisk(_ reader: TableReader, _ columns: [String: Int], _ physical: inout Set<String>) {
        guard let column = columns["disk"] else { return }
        let node = String(decoding: reader.node, as: UTF8.self)
        let isPhysical = Self.labels(reader, columns)["physical"] == "yes"
        guard disks[node] == nil || isPhysical && !physical.contains(node) else { return }
        disks[node] = reader.text(column)
        if isPhysical { physical.insert(node) }
    }

    /// The labels of the row; none if they are no JSON object of texts.
    private static func labels(_ reader: TableReader, _ columns: [String: Int]) -> [String: String] {
        guard let column = columns["labels"], !reader.bytes(column).isEmpty else { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: Data(reader.bytes(column)))) ?? [:]
    }

    private mutating func readAddresses(
        _ table: OpenedRecording.Table, _ recording: OpenedRecording
    ) throws(ExportError) {
        var reader = try TableReader(table, files: recording.files)
        guard let kind = reader.index(of: "kind"), let text = reader.index(of: "text") else { return }
        while try reader.next() {
            guard reader.text(kind) == Event.Kind.monitorConnected.rawValue else { continue }
            let node = String(decoding: reader.node, as: UTF8.self)
            // `connected from [::1]:40321, version 1`
            let words = reader.text(text).split(separator: " ")
            guard addresses[node] == nil, words.count > 2, words[..<2] == ["connected", "from"] else { continue }
            let host = words[2].split(separator: ":", omittingEmptySubsequences: false).dropLast()
            let address = host.joined(separator: ":").filter { $0 != "[" && $0 != "]" }
            if !address.isEmpty { addresses[node] = address }
        }
    }
}
