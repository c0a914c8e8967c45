import KubemonMetrics
import KubemonProtocol

extension GroupRing {
    /// What follows a cursor of a run, and where that ends. Who is new begins a bit in the past; who has fallen behind by
    /// more than a group starts again at the current one.
    ///
    /// - Parameter reach: how many bytes of the past a new reader is sent.
    func next(
        of source: StreamSource, after cursor: FeedCursor?, limit: Int, reach: Int
    ) -> (feed: MonitorFeed, cursor: FeedCursor)? {
        guard let run = runs[source], let last = run.groups.indices.last else { return nil }
        guard let cursor else { return restart(run, of: source, at: run.oldestGroup(within: reach), isInPast: true) }
        // A line that is slower than what comes never gets out of the past by itself.
        guard let index = run.groups.lastIndex(where: { $0.serial == cursor.serial }),
            index + 1 >= last || cursor.isInPast && run.oldestGroup(within: 2 * reach) <= index
        else { return restart(run, of: source, at: last, isInPast: false) }
        let group = run.groups[index]
        if cursor.offset < group.bytes.count {
            return read(group, of: source, from: cursor.offset, limit: limit, isInPast: cursor.isInPast && index < last)
        }
        guard index < last else { return nil }
        let following = run.groups[index + 1]
        let isInPast = cursor.isInPast && index + 1 < last
        guard following.first == group.last &+ 1 else {
            return restart(run, of: source, at: index + 1, isInPast: isInPast)
        }
        return read(following, of: source, from: 0, limit: limit, isInPast: isInPast)
    }

    /// A new beginning, before a group.
    private func restart(
        _ run: Run, of source: StreamSource, at index: Int, isInPast: Bool
    ) -> (feed: MonitorFeed, cursor: FeedCursor) {
        // Schemas alone: together with what follows they may be too long for a frame.
        var schemas: [UInt8] = []
        for body in run.schemas {
            withUnsafeBytes(of: UInt32(body.count).bigEndian) { schemas.append(contentsOf: $0) }
            schemas.append(contentsOf: body)
        }
        let feed = MonitorFeed(source: source, isRestart: true, frames: schemas)
        return (feed, FeedCursor(serial: run.groups[index].serial, offset: 0, isInPast: isInPast))
    }

    /// Frames that are no longer than `limit` together, or one that is.
    private func read(
        _ group: KeyGroup, of source: StreamSource, from offset: Int, limit: Int, isInPast: Bool
    ) -> (feed: MonitorFeed, cursor: FeedCursor)? {
        var end = offset
        while end + 4 <= group.bytes.count {
            let next = end + 4 + group.bytes[end..<(end + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard end == offset || next - offset <= limit else { break }
            end = next
        }
        let feed = MonitorFeed(source: source, isRestart: false, frames: Array(group.bytes[offset..<end]))
        return (feed, FeedCursor(serial: group.serial, offset: end, isInPast: isInPast))
    }
}

extension GroupRing.Run {
    /// The first of the last groups that take no more than so many bytes together; the last one, if it takes more.
    fileprivate func oldestGroup(within limit: Int) -> Int {
        var (index, bytes) = (groups.count - 1, groups.last?.bytes.count ?? 0)
        while index > 0, bytes + groups[index - 1].bytes.count <= limit {
            index -= 1
            bytes += groups[index].bytes.count
        }
        return index
    }
}
