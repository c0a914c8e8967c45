import KubemonMetrics
import KubemonProtocol
import KubemonStore

extension GroupRing {
    /// What is needed to know one run at an instant.
    struct Part: Sendable {
        let source: StreamSource
        let run: Run
        /// Groups from the oldest on; the last one is needed only as far as ``end``.
        let groups: ArraySlice<KeyGroup>
        let end: Int
        /// When its first sample in the groups was taken, wall ns.
        let begin: UInt64
    }

    /// How far back it reaches.
    var extent: HistoryExtent {
        var extent = HistoryExtent()
        (extent.bytes, extent.capacity) = (bytes, capacity)
        let walls = runs.values.lazy.flatMap(\.groups).compactMap(\.walls)
        extent.oldest = walls.map(\.lowerBound).min() ?? 0
        extent.newest = walls.map(\.upperBound).max() ?? 0
        return extent
    }

    /// The groups that hold the state at `wall` and, where there are, `samples` samples before it: rates and short curves
    /// need those.
    func parts(at wall: UInt64, samples: Int) -> [Part] {
        runs.compactMap { source, run in
            guard let index = run.groups.lastIndex(where: { ($0.walls?.lowerBound ?? .max) <= wall }),
                let mark = run.groups[index].mark(at: wall)
            else { return nil }
            var first = index
            var count = run.groups[index].marks.prefix { $0.end <= mark.end }.count
            while first > 0, count < samples {
                first -= 1
                count += run.groups[first].marks.count
            }
            let groups = run.groups[first...index]
            let begin = groups.lazy.compactMap(\.walls).first?.lowerBound ?? wall
            return Part(source: source, run: run, groups: groups, end: mark.end, begin: begin)
        }
        .sorted { ($0.begin, $0.source.epoch) < ($1.begin, $1.source.epoch) }
    }

    /// Where samples lead to from `wall`: behind the last of the samples that the nodes took in the same slot. `nil` where
    /// there are not so many.
    func instant(from wall: UInt64, samples count: Int) -> UInt64? {
        var place = wall
        for _ in 0..<count.magnitude {
            guard let next = count < 0 ? sample(before: place) : sample(after: place) else { return nil }
            place = next
        }
        return place
    }

    private func sample(before wall: UInt64) -> UInt64? {
        // What is shown at `wall` is the sample at it or before it; another slot is wanted.
        guard let shown = latest(where: { $0.wall <= wall }) else { return nil }
        return latest { $0.wall < shown.wall && !$0.isBeside(shown) }?.wall
    }

    private func sample(after wall: UInt64) -> UInt64? {
        let shown = latest { $0.wall <= wall }
        var next: KeyGroup.Mark?
        forEachMark(in: { $0.upperBound > wall }) { mark in
            guard mark.wall > wall, shown.map({ !mark.isBeside($0) }) ?? true else { return }
            if next.map({ mark.wall < $0.wall }) ?? true { next = mark }
        }
        guard let next else { return nil }
        return latest { $0.isBeside(next) }?.wall
    }

    private func latest(where isWanted: (KeyGroup.Mark) -> Bool) -> KeyGroup.Mark? {
        var found: KeyGroup.Mark?
        forEachMark(in: { walls in found.map { walls.upperBound > $0.wall } ?? true }) { mark in
            if isWanted(mark), found.map({ mark.wall > $0.wall }) ?? true { found = mark }
        }
        return found
    }

    /// Looks at the samples of the groups whose times may matter, the newest groups first.
    private func forEachMark(in isWanted: (ClosedRange<UInt64>) -> Bool, _ body: (KeyGroup.Mark) -> Void) {
        for run in runs.values {
            for group in run.groups.reversed() where group.walls.map(isWanted) ?? false { group.marks.forEach(body) }
        }
    }
}

extension KeyGroup.Mark {
    /// Whether two nodes took the samples in the same slot. Slots of another interval have other numbers, and those of the
    /// ticks at start have none.
    func isBeside(_ other: Self) -> Bool { self == other || slot > 0 && slot == other.slot }
}
