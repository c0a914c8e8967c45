import KubemonHistory
import KubemonProtocol
import KubemonStore

/// Everything that a collector may send to a console: it can be shown, now and at every time that it says it has.
enum ConsoleFeeds {
    static func run(_ bytes: [UInt8]) {
        let capacity = 1 << 20
        let fleet = AttachedFleet(capacity: capacity)
        for frame in Frames.frames(in: [bytes[...]]) {
            guard (try? fleet.receive(frame)) != nil else { break }
        }
        let snapshot = fleet.store.snapshot()
        let extent = fleet.history.extent
        precondition(extent.bytes <= capacity, "more is kept than allowed")
        let targets: [TimeTarget] = [.samples(-1), .samples(1), .shift(-1), .instant(extent.oldest)]
        for target in targets {
            for wall in [extent.newest, extent.oldest, snapshot.wall] {
                _ = fleet.history.travel(target, from: wall, historyOf: HistoryRequest(), live: fleet.store)
            }
        }
    }
}
