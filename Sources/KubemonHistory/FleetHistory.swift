public import KubemonMetrics
public import KubemonProtocol
public import KubemonStore
import Synchronization

/// The fleet at any time since start: keeps what the monitors sent in a bounded ring of key groups and decodes of it what
/// is asked for, as after a resume.
///
/// Safe to use from any thread. The loop that receives only appends; decoding runs on the thread that asks, with the
/// groups it needs in its hands and no lock held.
public final class FleetHistory: Sendable {
    /// Bytes kept unless the user says otherwise: 64 MiB.
    public static let usualCapacity = 64 << 20
    /// Samples before the one shown that are decoded with it: what the small curves show.
    static let usualSamples = 60
    /// Samples before the one shown that are decoded where a graph needs them: what the store keeps of a container.
    static let graphSamples = 300

    private let ring: Mutex<GroupRing>

    /// Creates an empty history that takes at most `capacity` bytes.
    public init(capacity: Int = FleetHistory.usualCapacity) { ring = Mutex(GroupRing(capacity: capacity)) }

    /// A monitor was welcomed.
    public func connected(
        _ source: StreamSource, hello: Hello, address: String, key: String? = nil, interval: UInt64
    ) {
        ring.withLock { $0.connected(source, hello: hello, address: address, key: key, interval: interval) }
    }

    /// A monitor's connection has ended.
    public func disconnected(_ source: StreamSource) { ring.withLock { $0.disconnected(source) } }

    /// A monitor samples at another interval from now on, ns.
    public func setInterval(_ interval: UInt64, of source: StreamSource) {
        ring.withLock { $0.setInterval(interval, of: source) }
    }

    /// Keeps a frame that a monitor sent.
    public func append(_ frame: Frame, of source: StreamSource) { ring.withLock { $0.append(frame, of: source) } }

    /// How far back it reaches and what it takes.
    public var extent: HistoryExtent { ring.withLock { $0.extent } }

    /// The fleet at another time than now.
    ///
    /// - Parameters:
    ///   - target: where to go.
    ///   - wall: from where, ns.
    ///   - request: whose histories are wanted.
    ///   - live: the fleet as it stands now, for what is not sampled; events are taken from it as far as they had happened.
    /// - Returns: `nil` if there is no sample then.
    public func travel(
        _ target: TimeTarget, from wall: UInt64, historyOf request: HistoryRequest, live: FleetStore
    ) -> FleetSnapshot? {
        let (instant, extent) = ring.withLock { ring in
            if case .samples(let count) = target { return (ring.instant(from: wall, samples: count), ring.extent) }
            return (target.instant(from: wall), ring.extent)
        }
        guard let instant, !extent.isEmpty, instant >= extent.oldest, instant <= max(extent.newest, wall) else {
            return nil
        }
        var now = live.snapshot(historyOf: request)
        now.extent = extent
        let past = decode(at: instant, samples: Self.usualSamples, request, now)
        guard past.lacksHistory(within: now, at: instant) else { return past.snapshot(in: now, at: instant) }
        return decode(at: instant, samples: Self.graphSamples, request, now).snapshot(in: now, at: instant)
    }

    /// The runs of which something is kept.
    public var sources: [StreamSource] { ring.withLock { Array($0.runs.keys) } }

    /// Whether something is kept of a run.
    public func keeps(_ source: StreamSource) -> Bool { ring.withLock { $0.runs[source] != nil } }

    /// Bytes of the past that a new reader is given, of all runs together: little enough that a slow line soon shows the
    /// present.
    public static let usualReach = 4 << 20

    /// What comes next of a run for one who passes it on.
    ///
    /// - Parameters:
    ///   - cursor: where the last call has stopped; `nil` begins with the last key groups. Changed to where this one stops.
    ///   - limit: bytes beyond which no further frame is added.
    ///   - reach: bytes of the past that one who begins is given, of all runs together.
    /// - Returns: `nil` if there is nothing new.
    public func next(
        of source: StreamSource, after cursor: inout FeedCursor?, limit: Int = 256 << 10,
        reach: Int = FleetHistory.usualReach
    ) -> MonitorFeed? {
        let read = ring.withLock { ring in
            ring.next(of: source, after: cursor, limit: limit, reach: reach / max(1, ring.runs.count))
        }
        guard let read else { return nil }
        cursor = read.cursor
        return read.feed
    }

    private func decode(
        at instant: UInt64, samples: Int, _ request: HistoryRequest, _ now: FleetSnapshot
    ) -> PastFleet {
        let parts = ring.withLock { $0.parts(at: instant, samples: samples) }
        return PastFleet(parts, at: instant, interval: now.interval, request)
    }
}
