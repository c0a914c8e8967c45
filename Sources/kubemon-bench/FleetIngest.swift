import CBench
import Glibc
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import NIOCore

/// Rows per CPU-second from bytes as they arrive to committed CSV: frames, decoding, store, rows, fdatasync. One thread.
enum FleetIngest {
    private static let nodes = 50
    private static let ticks: UInt64 = 40

    static func run() throws {
        let grid = SlotGrid(interval: 1_000_000_000)
        let directory = try temporaryDirectory()
        defer { removeAll(directory) }
        let store = FleetStore()
        let writer = try RecordingWriter.create(
            RecordingTarget("bench", allowPath: false), in: directory, grid: grid, version: "bench")
        let first = grid.slot(at: SystemTime().wall()) + 1
        let streams = (0..<nodes).map { Stream(number: $0, first: first, ticks: ticks) }
        var monitors = streams.map { Receiver($0, store: store) }
        let bytes = streams.reduce(0) { $0 + $1.bytes.readableBytes }
        let begin = kubemon_bench_thread_cpu()
        // Interleaved as they arrive: one second of all, then a commit.
        for second in 0...ticks {
            for index in monitors.indices { try monitors[index].receive(second, store: store, writer: writer) }
            try writer.commit()
        }
        let spent = kubemon_bench_thread_cpu() - begin
        let rows = Int(writer.progress().summary.rows)
        try writer.stop(at: first + ticks - 1)
        writer.close()
        let perSecond = rows == 0 ? 0 : UInt64(rows) * 1_000_000_000 / spent
        print(
            "fleet-ingest: \(rows) rows of \(nodes) nodes, \(bytes / max(1, rows)) B each on the wire, to committed CSV:",
            "\(perSecond) rows per CPU-second (at least 200000)", perSecond >= 200_000 ? "ok" : "UNDER")
    }

    /// All bytes that one monitor sends, cut where a second ends.
    private struct Stream {
        let node: FleetNode
        var bytes = ByteBuffer()
        var ends: [Int] = []

        init(number: Int, first: UInt64, ticks: UInt64) {
            var node = FleetNode(number: number)
            var buffer = SendBuffer(epoch: UInt64(number + 1))
            for schema in buffer.schemas { bytes.writeImmutableBuffer(schema.encoded()) }
            buffer.append(node.entities, ended: [])
            for second in 0...ticks {
                // The first tick lies before the window: it teaches the entities.
                let slot = first - 1 + second
                node.sample(slot: slot, wall: slot * 1_000_000_000 + 1_000_000)
                buffer.append(node.tick)
                while let frame = buffer.next() { bytes.writeImmutableBuffer(frame) }
                ends.append(bytes.writerIndex)
            }
            self.node = node
        }
    }

    /// The collector's end of one connection.
    private struct Receiver {
        private let stream: Stream
        private let source: StreamSource
        private var decoder = StreamDecoder(known: [:])
        private var codec = FrameCodec()
        private var input = ByteBuffer()
        private var isOpen = false

        init(_ stream: Stream, store: FleetStore) {
            self.stream = stream
            source = StreamSource(
                node: stream.node.facts.node, epoch: UInt64(stream.node.facts.node.dropFirst(6)).map { $0 + 1 } ?? 0)
            store.connected(
                source, facts: stream.node.facts, kinds: EntityKind.allCases, address: "", interval: 1_000_000_000)
        }

        mutating func receive(_ second: UInt64, store: FleetStore, writer: RecordingWriter) throws {
            let begin = second == 0 ? 0 : stream.ends[Int(second) - 1]
            guard var arrived = stream.bytes.getSlice(at: begin, length: stream.ends[Int(second)] - begin) else {
                return
            }
            input.writeBuffer(&arrived)
            while let frame = try codec.decode(buffer: &input) {
                store.heard(from: source, bytes: frame.size)
                for output in try decoder.receive(frame) {
                    guard case .item(_, let item) = output else { continue }
                    if !isOpen {
                        isOpen = true
                        store.begin(decoder.alive, of: source)
                        try writer.open(source, facts: stream.node.facts, entities: decoder.alive)
                    }
                    store.apply(item, of: source)
                    try writer.append(item, from: source)
                }
            }
        }
    }
}
