import KubemonMetrics
import NIOCore

@testable import KubemonProtocol
@testable import KubemonSpool

/// A spool whose files a broken disk or a stranger has changed: of damaged records only those before the damage are read, and
/// whatever is read can be sent or is declared lost.
enum SpoolFiles {
    /// Frames that no input of this length can hold.
    private static let most = 1 << 16

    static func run(_ bytes: [UInt8]) {
        guard bytes.count > 12 else { return }
        readDamaged(Array(bytes.dropFirst(12)), at: Int(bytes[0]) << 8 | Int(bytes[1]), change: bytes[2])
        // Which files get right checksums, where one ends and the next begins, which numbers the run and its groups have.
        let mode = bytes[3]
        let given = bytes[4..<12].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let (number, first) = mode & 8 == 0 ? (1, 1) : (given, given & (1 << 62 - 1))
        let (run, groups) = split(bytes.dropFirst(12), Int(mode >> 4))
        let (one, other) = split(groups, Int(bytes[11]))
        sendBack([
            SpoolName.run(number, epoch: 7).text: mode & 1 == 0 ? goodRun : mode & 2 == 0 ? records(run) : Array(run),
            SpoolName.group(number, epoch: 7, first: first).text: mode & 4 == 0 ? records(one) : Array(one),
            SpoolName.group(number, epoch: 7, first: first + 1 + UInt64(bytes[2])).text: records(other),
        ])
    }

    /// Changes a byte of a good file.
    private static func readDamaged(_ contents: [UInt8], at place: Int, change: UInt8) {
        let whole = records(contents[...])
        let frames = SpoolRecords.parse(whole).frames
        var damaged = whole
        damaged[place % whole.count] ^= change
        let (read, end, length) = SpoolRecords.parse(damaged)
        precondition(frames.starts(with: read), "a damaged record was read")
        precondition(length <= damaged.count, "the last whole record ends behind the file")
        precondition(end != .whole || read == frames || change != 0, "damage was not noticed")
        let torn = SpoolRecords.parse(Array(whole.prefix(place)))
        precondition(frames.starts(with: torn.frames), "a torn record was read")
    }

    /// Opens a spool and sends all that it has.
    private static func sendBack(_ contents: [String: [UInt8]]) {
        guard let spool = try? Spool(path: "/spool", files: GivenFiles(contents)) else { return }
        _ = (spool.nodes, spool.lastInterval)
        var outbox = empty
        let keeper = SpoolKeeper(spool)
        guard (try? keeper.begin(&outbox, origin: origin, interval: 1)) != nil else { return }
        let backlog = outbox.announce()
        for run in backlog { precondition(run.first <= run.last + 1, "a backlog ends before it begins") }
        _ = outbox.connected([:])
        var count = 0
        while count < most {
            _ = keeper.bringBack(&outbox, now: 0)
            if outbox.next() == nil { break }
            count += 1
        }
        precondition(count < most, "there is no end to what a spool has")
        for run in backlog { outbox.acknowledge(epoch: run.epoch, run.last) }
        _ = keeper.take(&outbox)
        precondition(outbox.earlierCount == 0, "a run of which all was acknowledged is kept")
    }

    private static let empty = Outbox(epoch: 8)
    private static let origin: Hello.Origin = {
        var facts = NodeFacts()
        facts.node = "n"
        return Hello.Origin(facts: facts, kinds: [.node], minimumInterval: 1)
    }()

    /// The file of a run as it is written.
    private static let goodRun: [UInt8] = {
        var bytes = SpoolRecords.mark
        let record = RunRecord(epoch: 7, origin: origin, interval: 1, schemas: SendBuffer(epoch: 7).schemas)
        for frame in record.frames { SpoolRecords.append(frame.encoded(), to: &bytes) }
        return bytes
    }()

    /// A good file of records whose lengths (2 bytes each) and contents are given.
    private static func records(_ contents: ArraySlice<UInt8>) -> [UInt8] {
        var (rest, file) = (contents, SpoolRecords.mark)
        while rest.count > 2 {
            let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            let body = rest.prefix(max(1, length))
            rest = rest.dropFirst(body.count)
            var frame = ByteBuffer(integer: UInt32(body.count))
            frame.writeBytes(body)
            SpoolRecords.append(frame, to: &file)
        }
        return file
    }

    /// Two parts: so many sixteenths, and the rest.
    private static func split(
        _ bytes: ArraySlice<UInt8>, _ sixteenths: Int
    ) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        let count = bytes.count * (sixteenths & 15) / 16
        return (bytes.prefix(count), bytes.dropFirst(count))
    }
}
