import KubemonMetrics
import KubemonProtocol

extension GroupRing {
    /// What follows a cursor of a run, and where that ends. Who has fallen behind by more than a group starts again at the
    /// current one.
    func next(
        of source: StreamSource, after cursor: FeedCursor?, limit: Int
    ) -> (feed: MonitorFeed, cursor: FeedCursor)? {
        guard let run = runs[source], let last = run.groups.indices.last else { return nil }
        if let cursor, let index = run.groups.lastIndex(where: { $0.serial == cursor.serial }), index + 1 >= last {
            let group = run.groups[index]
            if cursor.offset < group.bytes.count {
                return read(group, of: source, from: cursor.offset, limit: limit)
            }
            if index == last { return nil }
            if run.groups[last].first == group.last &+ 1 {
                return read(run.groups[last], of: source, from: 0, limit: limit)
            }
        }
        // Schemas alone: together with what follows they may be too long for a frame.
        var schemas: [UInt8] = []
        for body in run.schemas {
            withUnsafeBytes(of: UInt32(body.count).bigEndian) { schemas.append(contentsOf: $0) }
            schemas.append(contentsOf: body)
        }
        let feed = MonitorFeed(source: source, isRestart: true, frames: schemas)
        return (feed, FeedCursor(serial: run.groups[last].serial, offset: 0))
    }

    /// Frames that are no longer than `limit` together, or one that is.
    private func read(
        _ group: KeyGroup, of source: StreamSource, from offset: Int, limit: Int
    ) -> (feed: MonitorFeed, cursor: FeedCursor)? {
        var end = offset
        while end + 4 <= group.bytes.count {
            let next = end + 4 + group.bytes[end..<(end + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard end == offset || next - offset <= limit else { break }
            end = next
        }
        let feed = MonitorFeed(source: source, isRestart: false, frames: Array(group.bytes[offset..<end]))
        return (feed, FeedCursor(serial: group.serial, offset: end))
    }
}
