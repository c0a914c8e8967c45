import KubemonMetrics

/// The events of a recording in the order of their times; the newest are left out of a recording that has more than
/// ``limit``.
struct EventList {
    /// Events kept.
    static let limit = 100_000

    private(set) var events: [RecordedEvent] = []
    private var end: UInt64
    private let columns: [String: Int]
    private let count: Int

    init(_ table: OpenedRecording.Table) {
        columns = Dictionary(table.header.enumerated().map { ($1, $0) }) { first, _ in first }
        count = table.header.count
        end = UInt64(table.header.reduce(0) { $0 + $1.utf8.count + 1 })
    }

    /// Adds what was written up to `length`.
    mutating func extend(_ file: Int32, to length: UInt64, files: any FileSystem) throws(FileFailure) {
        guard length > end, let wall = columns["time_ns"], let run = columns["run"], let node = columns["node"],
            let kind = columns["kind"], let entity = columns["entity"], let slots = columns["gap_slots"],
            let text = columns["text"]
        else { return }
        var scanner = RowScanner(files, file, end..<length)
        while events.count < Self.limit, try scanner.next() {
            guard scanner.split() == count, let time = scanner.number(wall),
                let what = Event.Kind(rawValue: scanner.text(kind))
            else { continue }
            let number = scanner.number(entity).flatMap { UInt32(exactly: $0) } ?? 0
            let missing = scanner.text(slots)
            let words = (missing.isEmpty ? "" : "\(missing) slot\(missing == "1" ? "" : "s"): ") + scanner.text(text)
            events.append(
                RecordedEvent(
                    node: scanner.text(node), run: scanner.number(run) ?? 0,
                    event: Event(wall: time, kind: what, entity: number, text: words)))
        }
        end = length
        events.sort { $0.event.wall < $1.event.wall }
    }
}
