import KubemonMetrics
import KubemonProtocol
import KubemonStore

/// What all monitors sent since start, as it came, in one bounded ring of key groups (R2): each decodes alone, as after a
/// resume.
///
/// Invariants:
/// - ``bytes`` is what the groups take and never above ``capacity``, except for the group that an append has just made.
/// - The items of a group follow one another without a hole, from its first number on.
struct GroupRing: Sendable {
    /// One run of one monitor.
    struct Run: Sendable {
        var hello: Hello
        var address: String
        /// Name of its key; `nil` on plain TCP.
        var key: String?
        /// Sampling interval, ns.
        var interval: UInt64
        var isConnected = true
        /// Encoded frames that say what the columns are.
        var schemas: [[UInt8]] = []
        var groups: [KeyGroup] = []
        /// Whether items continue the last group; not so while old groups are sent again or after a hole.
        var isInGroup = false

        /// Changes a group where it lies and returns by how many bytes it grew.
        mutating func change(_ index: Int, _ body: (inout KeyGroup) -> Void) -> Int {
            let before = groups[index].footprint
            body(&groups[index])
            return groups[index].footprint - before
        }
    }

    /// Most bytes kept.
    let capacity: Int
    /// Bytes kept.
    private(set) var bytes = 0
    private(set) var runs: [StreamSource: Run] = [:]
    private var serial: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    /// A monitor was welcomed.
    mutating func connected(
        _ source: StreamSource, hello: Hello, address: String, key: String?, interval: UInt64
    ) {
        var run = runs[source] ?? Run(hello: hello, address: address, interval: interval)
        (run.hello, run.address, run.key, run.interval) = (hello, address, key, interval)
        (run.isConnected, run.isInGroup) = (true, false)
        runs[source] = run
    }

    /// A monitor's connection has ended.
    mutating func disconnected(_ source: StreamSource) {
        runs[source]?.isConnected = false
        if runs[source]?.groups.isEmpty == true { runs[source] = nil }
    }

    /// Sets the interval that a monitor samples at.
    mutating func setInterval(_ interval: UInt64, of source: StreamSource) { runs[source]?.interval = interval }

    /// Keeps a schema as long as there are not more than any version of a monitor has: groups of others don't decode here.
    private mutating func add(schema: [UInt8], of source: StreamSource, _ run: Run) {
        let size = run.schemas.reduce(schema.count) { $0 + $1.count }
        guard size <= Self.longestSchemas, !run.schemas.contains(schema) else { return }
        // Monitors of one version all say the same: it lies in memory once.
        let known = runs.values.lazy.compactMap { $0.schemas.first { $0 == schema } }.first
        runs[source]?.schemas.append(known ?? schema)
    }

    /// Most bytes of schemas of one run; ours take 20 KiB.
    private static let longestSchemas = 1 << 20
    /// Longest frame that is kept: it must fit another one when it is passed on.
    static let longestFrame = Int(FrameCodec.maximumLength) - 1024

    /// Adds what a monitor sent; what came before is passed over.
    mutating func append(_ frame: Frame, of source: StreamSource) {
        guard let run = runs[source] else { return }
        guard frame.body.count <= Self.longestFrame else {
            // As a hole between two groups.
            runs[source]?.isInGroup = false
            return
        }
        switch frame.historyPart {
        case .schema: add(schema: frame.body, of: source, run)
        case .group(let epoch, let first): if epoch == source.epoch { begin(first, frame, of: source, run) }
        case .item(let sequence, let sample):
            guard run.isInGroup, let last = run.groups.last?.last, sequence > last else { return }
            guard sequence == last + 1 else {
                runs[source]?.isInGroup = false
                return
            }
            add(frame, sample, to: source)
        // What was lost shows as a hole between two groups.
        case .gap: runs[source]?.isInGroup = false
        case nil: break
        }
        dropOverflow()
    }

    private mutating func begin(_ first: UInt64, _ frame: Frame, of source: StreamSource, _ run: Run) {
        if let group = run.groups.last, first <= group.first {
            // Sent again. A group without items may be described in several frames.
            runs[source]?.isInGroup = first == group.first
            if first == group.first, !group.hasItems { add(frame, nil, isItem: false, to: source) }
            return
        }
        if let index = run.groups.indices.last { bytes += runs[source]?.change(index) { $0.close() } ?? 0 }
        serial += 1
        runs[source]?.groups.append(KeyGroup(first: first, serial: serial))
        runs[source]?.isInGroup = true
        bytes += runs[source]?.groups.last?.footprint ?? 0
        add(frame, nil, isItem: false, to: source)
    }

    private mutating func add(
        _ frame: Frame, _ sample: (wall: UInt64, slot: UInt64)?, isItem: Bool = true, to source: StreamSource
    ) {
        guard let index = runs[source]?.groups.indices.last else { return }
        bytes +=
            runs[source]?.change(index) { group in
                group.append(frame.body, isItem: isItem)
                if let sample { group.mark(wall: sample.wall, slot: sample.slot) }
            } ?? 0
    }

    // MARK: The bound

    private mutating func dropOverflow() {
        while bytes > capacity {
            // Whole groups in the order in which they began; one that is still being added to only if there is no other.
            let closed = oldestGroup { $0.groups.count > 1 || !$0.isConnected }
            guard let source = closed ?? oldestGroup({ !$0.groups.isEmpty }) else { return }
            bytes -= runs[source]?.groups.removeFirst().footprint ?? 0
            if runs[source]?.groups.isEmpty == true {
                runs[source]?.isInGroup = false
                if runs[source]?.isConnected == false { runs[source] = nil }
            }
        }
    }

    private func oldestGroup(_ isEligible: (Run) -> Bool) -> StreamSource? {
        runs.filter { !$0.value.groups.isEmpty && isEligible($0.value) }
            .min { ($0.value.groups.first?.serial ?? 0) < ($1.value.groups.first?.serial ?? 0) }?.key
    }
}
