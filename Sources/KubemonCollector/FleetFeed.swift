import KubemonHistory
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonTransport
import NIOCore

/// What one console elsewhere is sent. Confined to the collector's loop.
///
/// Memory is bounded however slowly the console reads: while its connection takes nothing, nothing is written; then it goes
/// on where it was in the history or, where it has fallen behind too far, starts again at the current key group.
final class FleetFeed {
    private let history: FleetHistory
    private let store: FleetStore
    private let connection: Connection
    private var cursors: [StreamSource: FeedCursor] = [:]
    /// Runs of which something is to be sent.
    private var waiting: Set<StreamSource> = []
    /// Events told so far; `nil` before the first report.
    private var eventCount: Int?
    private var recordings: [RecordingSummary] = []
    /// A report could not be sent.
    private var owesReport = false

    init(_ connection: Connection, hub: Hub) {
        self.connection = connection
        (history, store) = (hub.history, hub.store)
    }

    /// There is something new of a run.
    func pass(_ source: StreamSource) {
        waiting.insert(source)
        catchUp()
    }

    /// Tells how things stand.
    func report(_ fleet: FleetSnapshot) {
        let sources = Set(history.sources)
        cursors = cursors.filter { sources.contains($0.key) }
        guard connection.isWritable else {
            owesReport = true
            return
        }
        owesReport = false
        let (events, count) = store.events(after: eventCount ?? 0)
        let report = FleetReport(
            fleet, events: events, isAll: eventCount == nil,
            hasRecordings: eventCount == nil || fleet.recordings != recordings)
        (eventCount, recordings) = (count, fleet.recordings)
        for frame in report.frames { connection.send(frame) }
    }

    /// The connection takes more.
    func becameWritable() {
        if owesReport { report(store.snapshot()) }
        catchUp()
    }

    private func catchUp() {
        while connection.isWritable, let source = waiting.popFirst() {
            guard let feed = history.next(of: source, after: &cursors[source]) else {
                if !history.keeps(source) { cursors[source] = nil }
                continue
            }
            waiting.insert(source)
            connection.send(Frame(feed))
        }
    }
}
