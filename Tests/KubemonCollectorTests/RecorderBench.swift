import Glibc
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import KubemonSystem
import Logging
import Synchronization
import Testing

@testable import KubemonCollector

/// A recorder's thread on its own: its disk fails and its clocks go on when a test says so.
final class RecorderBench {
    /// Both clocks stand where they are until they are told to go on.
    private final class Clocks: TimeSource {
        private let now = Mutex<UInt64>(1_700_000_000_000_000_000)

        func advance(_ seconds: UInt64) { now.withLock { $0 += seconds * 1_000_000_000 } }
        func wall() -> UInt64 { now.withLock { $0 } }
        func monotonic() -> UInt64 { wall() }
    }

    /// What the thread has said, in order.
    private final class Reports: Sendable {
        let all = Mutex<[Recorder.Report]>([])
    }

    let disk = DiskGate()
    let store: FleetStore
    private let temporary: TemporaryDirectory
    private var directory: String { temporary.path }
    private var recorder = Recorder()
    private let clocks = Clocks()
    private let reports = Reports()
    private let changes = Wakeup()
    private let log: Logger

    init(log: Logger = TestBed.log) throws {
        self.log = log
        temporary = try TemporaryDirectory()
        store = FleetStore(time: clocks)
        store.onChange { [changes] in changes.signal() }
        begin()
    }

    private func begin() {
        var options = CollectorOptions()
        (options.dataDirectory, options.stateDirectory) = (directory + "/data", directory)
        let (recorder, store, clocks, reports, changes, disk) = (recorder, store, clocks, reports, changes, disk)
        let log = log
        recorder.start { [options] in
            RecorderLoop(
                recorder: recorder, options: options, store: store, time: clocks, log: log,
                files: GatedFiles(gate: disk)
            ) { report in
                if case .closing = report { recorder.submit(.close) }
                reports.all.withLock { $0.append(report) }
                changes.signal()
            }
        }
    }

    /// Ends the thread and starts another one, which goes on with the recording.
    func restart() {
        recorder.shutdown()
        recorder = Recorder()
        begin()
    }

    /// Starts a recording while node a is connected, of which nothing has come yet.
    func start(_ name: String) throws -> CommandReply {
        let request = RecordingRequest(
            target: try RecordingTarget(name, allowPath: false), name: name, options: RecordingOptions(), number: 1,
            grid: SlotGrid(interval: 1_000_000_000), present: [announcement("a")])
        return reply { .start(request, reply: $0) }
    }

    private func announcement(_ node: String) -> Announcement {
        var facts = NodeFacts()
        facts.node = node
        let hello = Hello(
            facts: facts, backlog: [.init(epoch: 7, first: 1, last: 1)], kinds: EntityKind.allCases, minimumInterval: 0)
        return Announcement(
            source: StreamSource(node: node, epoch: 7), hello: hello, entities: [], standing: [], unknownColumns: [])
    }

    /// A node sends all its samples of the last seconds, up to now.
    func send(_ node: String, seconds: UInt64) {
        let announcement = announcement(node)
        _ = recorder.open(announcement)
        let last = clocks.wall() / 1_000_000_000
        for (index, slot) in ((last - seconds + 1)...last).enumerated() {
            var tick = Tick()
            (tick.slot, tick.wall) = (slot, slot * 1_000_000_000)
            _ = recorder.append(StreamItem(sequence: UInt64(index) + 1, content: .tick(tick)), of: announcement.source)
        }
    }

    func mark() -> CommandReply { reply { .mark("x", reply: $0) } }

    /// Orders the recording to be stopped.
    func orderStop() -> Replies {
        let replies = Replies()
        recorder.submit(
            .stop(StopOrder(isCompressed: false, progress: { _ in }, reply: { replies.add($0) })))
        // The order is taken before the clocks go on.
        _ = mark()
        return replies
    }

    /// Stops the recording; all that it waits for is late.
    func stop() -> CommandReply {
        advance(5)
        let replies = orderStop()
        advance(31)
        return replies.wait(1).first ?? CommandReply("", failed: true)
    }

    private func reply(
        _ order: (@escaping @Sendable (CommandReply) -> Void) -> Recorder.Operation
    ) -> CommandReply {
        let replies = Replies()
        recorder.submit(order { replies.add($0) })
        return replies.wait(1).first ?? CommandReply("no reply", failed: true)
    }

    /// Lets the clocks go on, and the thread look at them.
    func advance(_ seconds: UInt64) {
        clocks.advance(seconds)
        recorder.submit(.refreshList)
    }

    /// Times the thread has said that writing works again.
    var recoveries: Int {
        reports.all.withLock { $0.count { if case .recovered = $0 { true } else { false } } }
    }

    /// Times that a recording is said to go on.
    func saidToGoOn(_ name: String) -> Int { said("recording \(name) goes on") }

    /// Times that something was said that begins so.
    func said(_ text: String) -> Int { store.snapshot().events.count { $0.event.text.hasPrefix(text) } }

    /// Waits for what the thread says or does. Gives up after a minute.
    func wait(_ what: String, until isSo: () -> Bool) {
        for _ in 0..<1200 {
            if isSo() { return }
            changes.wait(milliseconds: 50)
        }
        Issue.record("never happened: \(what)")
    }

    deinit {
        disk.fail(from: nil)
        recorder.shutdown()
    }
}
