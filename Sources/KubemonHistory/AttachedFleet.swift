import KubemonMetrics
public import KubemonProtocol
public import KubemonStore
import Synchronization

/// Another collector's fleet, kept up to date by what it sends to a console.
///
/// Safe to use from any thread; frames are received by one.
public final class AttachedFleet: Sendable {
    /// The fleet as it stands there.
    public let store: FleetStore
    /// What its monitors sent since this console is attached.
    public let history: FleetHistory

    private struct Stream {
        var decoder = StreamDecoder(known: [:])
        var isDescribed = false
    }

    private let time = RemoteTime()
    private let pieces = Mutex(FleetPieces())
    private let streams = Mutex<[StreamSource: Stream]>([:])

    /// A fleet of which nothing is known yet. Its history takes at most `capacity` bytes.
    public init(capacity: Int = FleetHistory.usualCapacity) {
        store = FleetStore(time: time)
        history = FleetHistory(capacity: capacity)
    }

    /// Takes what a collector sent. What is neither a report nor a feed is passed over.
    ///
    /// - Throws: ``ProtocolError``; a new connection starts anew.
    public func receive(_ frame: Frame) throws(ProtocolError) {
        let fleet = try pieces.withLock { pieces throws(ProtocolError) in try pieces.take(frame) }
        if let fleet {
            take(FleetReport(fleet))
        } else if let feed = frame.feed {
            try take(feed)
        }
    }

    private func take(_ report: FleetReport) {
        let fleet = report.fleet
        time.set(wall: fleet.wall, monotonic: fleet.monotonic)
        store.setInterval(fleet.interval)
        var sources: Set<StreamSource> = []
        for node in fleet.nodes {
            for monitor in node.monitors {
                let source = StreamSource(node: node.name, epoch: monitor.epoch)
                sources.insert(source)
                if !store.knows(source) {
                    store.connected(
                        source, facts: node.facts, kinds: monitor.kinds, address: monitor.address,
                        key: monitor.key, interval: monitor.interval)
                    let hello = Hello(facts: node.facts, backlog: [], kinds: monitor.kinds, minimumInterval: 0)
                    history.connected(
                        source, hello: hello, address: monitor.address, key: monitor.key, interval: monitor.interval)
                }
                store.setConnection(of: source, to: monitor, silence: monitor.silence)
            }
        }
        let known = streams.withLock { streams in
            defer { streams = streams.filter { sources.contains($0.key) } }
            return Set(streams.keys)
        }
        for source in known.subtracting(sources) { history.disconnected(source) }
        store.keep(only: sources)
        store.setRecording(fleet.recording)
        if report.hasRecordings { store.setRecordings(fleet.recordings) }
        let collector = fleet.collector
        store.updateCollector { $0 = collector }
        store.add(report.events, isAll: report.isAll)
    }

    private func take(_ feed: MonitorFeed) throws(ProtocolError) {
        let source = feed.source
        guard store.knows(source) else { return }
        var stream = streams.withLock { streams in
            defer { streams[source] = nil }
            return feed.isRestart ? Stream() : streams[source] ?? Stream()
        }
        for body in EncodedFrames(feed.frames[...]) {
            let frame = try Frame(body: body)
            let outputs = try stream.decoder.receive(frame)
            store.heard(from: source, bytes: frame.size)
            history.append(frame, of: source)
            for case .item(_, let item) in outputs {
                if !stream.isDescribed { store.begin(stream.decoder.alive, of: source) }
                stream.isDescribed = true
                switch item.content {
                // Reports tell of these, those from before this console was attached too.
                case .event: break
                case .gap: stream.isDescribed = false
                case .tick, .entities: store.apply(item, of: source)
                }
            }
        }
        streams.withLock { $0[source] = stream }
    }
}
