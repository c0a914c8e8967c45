import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import KubemonSystem
import Logging
import Synchronization

/// The recorder's thread and the queue before it. A slow disk fills the queue; it never stops the loop that reads (R7).
///
/// Safe to use from any thread. What it has to say comes through the handler given to ``start(handler:)``.
final class Recorder: Sendable {
    /// What the recorder tells the hub.
    enum Report: Sendable {
        /// The thread has looked whether there is a recording to go on with.
        case ready
        /// A recording from before was taken up again: its slots, and per run the last number that is on disk (R15).
        case resumed(SlotGrid, [StreamSource: UInt64])
        /// There is a recording from before, but its disk does not work: nothing is taken, and nothing may be forgotten.
        case unavailable
        /// Rows are on disk up to these numbers (R14).
        case committed([StreamSource: UInt64])
        /// Writing failed: all after these numbers is gone, and nothing is taken for now (R16).
        case suspended([StreamSource: UInt64])
        /// Writing works again from these numbers on.
        case recovered([StreamSource: UInt64])
        /// The queue, which was full, has room again.
        case drained
        /// All that is known to come of a recording that was stopped has come: it waits for ``Operation/close``.
        case closing
        /// A recording was begun, and nothing before it is waited for: whoever is held may go on.
        case started
        /// An order to start was carried out or refused: the next one may come.
        case startAnswered
        /// The recording of that number is over, or did not begin. By then the hub may have begun another.
        case ended(Int)
    }

    enum Operation: Sendable {
        case open(Announcement)
        case item(StreamItem, StreamSource)
        case start(RecordingRequest, reply: @Sendable (CommandReply) -> Void)
        case mark(String, reply: @Sendable (CommandReply) -> Void)
        case stop(StopOrder)
        /// Everyone who is connected was announced before this, so a recording that waits for nothing else may be closed.
        case close
        case refreshList
        /// The tables of the recording of that name are compressed, or why they are not.
        case compressed(
            String, Compression.Outcome, reply: @Sendable (_ sentence: String, _ isDone: Bool) -> Void)
        case shutdown
    }

    /// Most bytes that wait for the disk, however many monitors send at once, those that the thread is at included (R7).
    static let capacity = 256 << 20
    /// Most markers and orders to stop that wait for the disk at a time, whoever gave them.
    static let mostCommands = 256

    private struct Queue: Sendable {
        var operations: [Operation] = []
        /// Size of what waits.
        var bytes = 0
        /// Size of what the thread has taken last and is still at.
        var takenBytes = 0
        /// Markers and orders to stop among the operations, and among those that the thread is still at.
        var commands = 0
        var takenCommands = 0
        /// Set when an item was turned away, until there is room again.
        var wasFull = false
        var isShutDown = false
    }

    private let capacity: Int
    private let queue = Mutex(Queue())
    private let wakeup = Wakeup()
    private let thread = Mutex<NativeThread?>(nil)

    init(capacity: Int = Recorder.capacity) { self.capacity = capacity }

    /// Starts the thread.
    func start(_ loop: @escaping @Sendable () -> RecorderLoop) {
        thread.withLock { $0 = NativeThread(name: "recorder") { loop().run() } }
    }

    /// Queues an item.
    ///
    /// - Returns: `false` if the queue is full; the item is then not taken.
    func append(_ item: StreamItem, of source: StreamSource) -> Bool {
        append(.item(item, source), size: Self.size(of: item))
    }

    /// Queues the announcement of a run, before its first item.
    ///
    /// - Returns: `false` if the queue is full; it is then not taken, and no item may be.
    func open(_ announcement: Announcement) -> Bool {
        var size = 1024 + Self.size(of: announcement.entities)
        for item in announcement.standing { size += Self.size(of: item) }
        for event in announcement.unknownColumns { size += Self.size(of: event) }
        return append(.open(announcement), size: size)
    }

    private func append(_ operation: Operation, size: Int) -> Bool {
        queue.withLock { queue in
            let waiting = queue.bytes + queue.takenBytes
            guard waiting + size <= capacity || waiting == 0, !queue.isShutDown else {
                queue.wasFull = true
                return false
            }
            queue.bytes += size
            let wasEmpty = queue.operations.isEmpty
            queue.operations.append(operation)
            if wasEmpty { wakeup.signal() }
            return true
        }
    }

    /// Queues anything else. A command that can't be queued is answered at once.
    func submit(_ operation: Operation) {
        let refusal = queue.withLock { queue -> String? in
            // After the end nothing is answered by the thread any more.
            guard !queue.isShutDown else { return "the collector is shutting down" }
            switch operation {
            case .mark, .stop:
                guard queue.commands + queue.takenCommands < Self.mostCommands else {
                    return Self.sentence(waiting: Self.mostCommands)
                }
                queue.commands += 1
            case .shutdown: queue.isShutDown = true
            default: break
            }
            queue.operations.append(operation)
            return nil
        }
        guard let refusal else { return wakeup.signal() }
        switch operation {
        case .start(_, let reply), .mark(_, let reply): reply(CommandReply(refusal, failed: true))
        case .stop(let order): order.reply(CommandReply(refusal, failed: true))
        case .compressed(_, _, let reply): reply(Compression.sentence(.success(.cancelled)).text, false)
        default: break
        }
    }

    /// Why no more commands are taken.
    static func sentence(waiting count: Int) -> String {
        "the disk does not answer, and \(count) commands wait for it already; try again when 'status' says that it works"
    }

    /// Commits what is queued, closes the recording without ending it (R17) and ends the thread.
    func shutdown() {
        submit(.shutdown)
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }

    /// Takes all that is queued, waiting for it no longer than so long.
    ///
    /// - Returns: the operations, and whether items were turned away that should be asked for now.
    func take(milliseconds: Int32) -> (operations: [Operation], wasFull: Bool) {
        wakeup.wait(milliseconds: milliseconds)
        return queue.withLock { queue in
            defer {
                queue.operations.removeAll(keepingCapacity: queue.operations.count < 1024)
                (queue.takenBytes, queue.bytes) = (queue.bytes, 0)
                (queue.takenCommands, queue.commands) = (queue.commands, 0)
                queue.wasFull = false
            }
            return (queue.operations, queue.wasFull)
        }
    }

    private static func size(of item: StreamItem) -> Int {
        switch item.content {
        case .tick(let tick): tick.tables.reduce(512) { $0 + $1.rowCount * ($1.columnCount * 8 + 16) }
        case .entities(let entities, let ended): 512 + size(of: entities) + ended.count * 4
        case .event(let event): size(of: event)
        case .gap: 512
        }
    }

    private static func size(of event: Event) -> Int { 512 + event.text.utf8.count }

    private static func size(of entities: [Entity]) -> Int {
        entities.reduce(0) { size, entity in
            entity.labels.reduce(size + 64) { $0 + 64 + $1.key.utf8.count + $1.value.utf8.count }
        }
    }
}
