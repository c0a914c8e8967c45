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
                return read(group, of: source, from: cursor.offset, schemas: [], limit: limit)
            }
            if index == last { return nil }
            if run.groups[last].first == group.last &+ 1 {
                return read(run.groups[last], of: source, from: 0, schemas: [], limit: limit)
            }
        }
        return read(run.groups[last], of: source, from: 0, schemas: run.schemas, limit: limit)
    }

    private func read(
        _ group: KeyGroup, of source: StreamSource, from offset: Int, schemas: [[UInt8]], limit: Int
    ) -> (feed: MonitorFeed, cursor: FeedCursor)? {
        var frames: [UInt8] = []
        for body in schemas {
            withUnsafeBytes(of: UInt32(body.count).bigEndian) { frames.append(contentsOf: $0) }
            frames.append(contentsOf: body)
        }
        var end = offset
        while end + 4 <= group.bytes.count, frames.count + end - offset < limit || end == offset {
            end += 4 + group.bytes[end..<(end + 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        frames.append(contentsOf: group.bytes[offset..<end])
        let feed = MonitorFeed(source: source, isRestart: !schemas.isEmpty, frames: frames)
        return (feed, FeedCursor(serial: group.serial, offset: end))
    }
}
