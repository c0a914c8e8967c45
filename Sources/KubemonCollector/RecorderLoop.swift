import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import Logging

/// What the recorder's thread does. Owned by that thread.
final class RecorderLoop {
    /// A commit is due after that time (R14), ns.
    static let commitInterval: UInt64 = 1_000_000_000
    /// A commit is due when so many bytes wait for it (R14).
    static let commitBytes: UInt64 = 64 << 20
    /// How a recording stands is shown anew after that time, ns; at once after ``say(_:_:)``, so at its start, failure and end.
    private static let progressInterval: UInt64 = 250_000_000
    /// The room on the disk is looked at so often, ns.
    private static let lookInterval: UInt64 = 1_000_000_000
    /// Writing is tried again so long after a failure (R16), ns.
    static let retryInterval: UInt64 = 5_000_000_000

    let recorder: Recorder
    let options: CollectorOptions
    let store: FleetStore
    let time: any TimeSource
    let log: Logger
    let report: @Sendable (Recorder.Report) -> Void
    let active: ActiveRecording
    let files: any FileSystem
    let compression = Compression()

    var writer: RecordingWriter?
    /// The hub's number of the recording; 1 for one that was taken up again at start.
    var number = 1
    var lastCommit: UInt64 = 0
    var retryAt: UInt64?
    /// What is said of a disk that does not work, until it has worked for a while.
    var outage: Outage?
    var drainUntil: UInt64?
    /// The last slot of a recording that was stopped.
    var lastSlot: UInt64?
    var stopOrders: [StopOrder] = []
    /// Until when who is not known may come back to a recording of an earlier run of the collector.
    var returnUntil: UInt64 = 0
    /// When the collector was started.
    let began: UInt64
    /// Set while ``Recorder/Operation/close`` is waited for.
    var isCloseAsked = false
    /// What was last said to wait for.
    var awaited = ""
    /// What is said of a disk that is nearly full; empty while it is not.
    var diskWarning = ""
    /// Where that disk is.
    var lowPlace = ""
    var lastLook: UInt64 = 0
    var clock: ClockWatch
    /// Per run, the number before the first item that was taken; where to begin again if nothing was committed yet.
    var bases: [StreamSource: UInt64] = [:]
    var isDone = false
    /// What could not be taken up again yet; there is no writer then.
    var unavailable: Unavailable?
    /// The last recording if it was found damaged, until another one begins or `stop` was answered with that.
    var damaged: RecordingProgress?
    /// Runs that were announced while nothing could be written.
    var missed: [Announcement] = []
    /// Per run, the first slot of what was in the queue while nothing could be written.
    var missedSince: [StreamSource: UInt64] = [:]
    /// Who was connected when the recording began, until that is on the disk.
    private var present: [Announcement] = []
    var lastProgress: UInt64 = 0
    /// Whether something has happened that must be seen at once.
    var isProgressStale = false

    init(
        recorder: Recorder, options: CollectorOptions, store: FleetStore, time: any TimeSource, log: Logger,
        files: any FileSystem, report: @escaping @Sendable (Recorder.Report) -> Void
    ) {
        self.recorder = recorder
        self.options = options
        self.store = store
        self.time = time
        self.log = log
        self.report = report
        self.files = files
        active = ActiveRecording(stateDirectory: options.stateDirectory, files: files)
        clock = ClockWatch(time)
        began = time.monotonic()
    }

    /// Runs until ``Recorder/shutdown()``.
    func run() {
        resume()
        report(.ready)
        updateList()
        watchDisk()
        while !isDone {
            let (operations, wasFull) = recorder.take(milliseconds: writer == nil ? 1000 : 200)
            for operation in operations { perform(operation) }
            if wasFull {
                report(.drained)
                isCloseAsked = false
            }
            keepTime()
            if time.monotonic() &- lastLook >= Self.lookInterval { watchDisk() }
            // Items come by the thousand a second, and nobody looks that often.
            if isProgressStale || time.monotonic() &- lastProgress >= Self.progressInterval { updateProgress() }
        }
    }

    // MARK: Operations

    private func perform(_ operation: Recorder.Operation) {
        switch operation {
        case .open(let announcement):
            if retryAt != nil { missed.append(announcement) }
            open(announcement, isPresent: false)
        case .item(let item, let source):
            if bases[source] == nil { bases[source] = item.sequence - 1 }
            if retryAt != nil { miss(item, of: source) }
            writing { writer throws(RecordingError) in try writer.append(item, from: source) }
            if let writer, writer.pendingBytes > Self.commitBytes { commit() }
        case .start(let request, let reply):
            start(request) { [report] answer in
                report(.startAnswered)
                reply(answer)
            }
        case .mark(let text, let reply): mark(text, reply: reply)
        case .stop(let order): stop(order)
        case .close: close()
        case .refreshList: updateList()
        case .compressed(let name, let outcome, let reply): compressed(name, outcome, reply: reply)
        case .shutdown: shutdown()
        }
    }

    func open(_ monitor: Announcement, isPresent: Bool) {
        writing { writer throws(RecordingError) in
            // Each of a node's monitors has a row of its own cost: that is no reason to take one for the other.
            try writer.open(
                monitor.source, facts: monitor.hello.facts, kinds: Set(monitor.hello.kinds).subtracting([.monitor]),
                stride: monitor.hello.stride(of: writer.grid), entities: monitor.entities, standing: monitor.standing,
                isPresent: isPresent, missedSince: monitor.missedSince)
            for event in monitor.unknownColumns { try writer.record(event, node: monitor.source.node) }
        }
    }

    /// Puts who was connected at the start on the disk, where that has not been done yet.
    func openPresent() {
        guard !present.isEmpty else { return }
        for monitor in present { open(monitor, isPresent: true) }
        commit()
    }

    private func start(_ request: RecordingRequest, reply: @Sendable (CommandReply) -> Void) {
        if let unavailable {
            number = request.number
            report(.unavailable)
            return reply(CommandReply("'\(unavailable.name)' waits for its disk; 'stop' gives it up", failed: true))
        }
        // A new start closes the one that still waits for its last rows (R17), unless its disk does not work.
        if drainUntil != nil, retryAt == nil { finish() }
        if let writer {
            // The hub counts on from the order that is refused here: the recording that runs takes over its number.
            number = request.number
            let reason =
                drainUntil == nil
                ? "is being recorded already; stop it first"
                : "is stopped but can't be closed: \(failureText(writer))"
            return reply(CommandReply("'\(writer.name)' \(reason)", failed: true))
        }
        do throws(RecordingError) {
            let writer = try RecordingWriter.create(
                request.target, in: options.dataDirectory, grid: request.grid, options: request.options,
                version: options.version, time: time, files: files)
            self.writer = writer
            damaged = nil
            // A step before the recording is none of it.
            clock = ClockWatch(time)
            number = request.number
            bases = [:]
            report(.started)
            do throws(RecordingError) { try active.set(writer.path) } catch {
                log.warning(
                    "this recording will not be taken up again if the collector is killed: \(error.sentence(for: writer.name))"
                )
            }
            say(.recording, "recording \(writer.name) started")
            // Whoever is there now is missed from the first slot on, even if all is killed in the next moment.
            present = request.present
            openPresent()
            updateList()
            // Whoever is answered finds it there.
            updateProgress()
            let trouble = writer.failure == nil ? "" : "; nothing can be written for now: \(failureText(writer))"
            reply(CommandReply("recording \(writer.name) in \(writer.path)\(trouble)"))
        } catch {
            let sentence = error.sentence(for: request.name)
            say(.recording, "recording did not start: \(sentence)", .warning)
            report(.ended(request.number))
            reply(CommandReply(sentence, failed: true))
        }
    }

    private func mark(_ text: String, reply: @Sendable (CommandReply) -> Void) {
        guard let writer else {
            let reason =
                unavailable.map { "nothing can be written for now: \($0.reason)" }
                ?? damaged.map { "nothing is being recorded; of \($0.summary.name): \($0.failure)" }
                ?? "nothing is being recorded; start a recording first"
            return reply(CommandReply(reason, failed: true))
        }
        writing { writer throws(RecordingError) in try writer.mark(text) }
        commit()
        // The commit may have found that the files are not what was written.
        let isOver = self.writer == nil
        guard !isOver, writer.failure == nil else {
            let reason = isOver ? damaged?.failure ?? "\(writer.name) is damaged" : failureText(writer)
            return reply(CommandReply("the marker could not be written: \(reason)", failed: true))
        }
        store.add(Event(wall: time.wall(), kind: .marker, text: text))
        reply(CommandReply("marked: \(text)"))
    }

    func stop(_ order: StopOrder) {
        if let unavailable { return order.reply(giveUp(unavailable)) }
        guard let writer else { return order.reply(acknowledgeDamage()) }
        guard stopOrders.count < Recorder.mostCommands else {
            let text = "'\(writer.name)' is being stopped, and \(stopOrders.count) commands wait for that already"
            return order.reply(CommandReply(text, failed: true))
        }
        stopOrders.append(order)
        awaited = ""
        guard drainUntil == nil else { return }
        // Fixed now: a disk that does not take it at once must not make the recording longer.
        lastSlot = writer.grid.slot(at: time.wall())
        drainUntil = time.monotonic() + options.drainTime
        writing { writer throws(RecordingError) in try writer.stop(at: self.lastSlot) }
        // It may have been found damaged.
        guard self.writer != nil else { return }
        say(.recording, "recording \(writer.name) stopped")
        keepTime()
    }

    private func shutdown() {
        isDone = true
        defer { compression.cancel() }
        guard let writer else { return }
        commit()
        writer.close()
        self.writer = nil
        log.info("recording \(writer.name) is not complete: the next start of the collector goes on with it")
    }

    func commit() {
        lastCommit = time.monotonic()
        var committed: [StreamSource: UInt64] = [:]
        writing { writer throws(RecordingError) in
            // Number 0 is that of a run of which nothing has come yet.
            for source in try writer.commit() where source.sequence > 0 { committed[source.source] = source.sequence }
            self.present = []
        }
        if !committed.isEmpty, retryAt == nil { report(.committed(committed)) }
    }

    /// Closes a recording that was stopped and has all that is to come.
    private func close() {
        isCloseAsked = false
        guard let writer, drainUntil != nil, retryAt == nil, writer.isDrained else { return }
        finish()
    }

    func finish() {
        guard let writer else { return }
        do throws(RecordingError) {
            let state = try writer.finish()
            end(writer)
            let summary = writer.progress().summary
            let counts = [(summary.ticks, "sample"), (summary.rows, "row"), (summary.gaps, "gap")]
            let why = writer.shortfall.isEmpty ? "" : " (\(writer.shortfall))"
            let text =
                "recording \(writer.name) is \(state.rawValue)\(why): "
                + counts.map { Counted.text($0, $1) }.joined(separator: ", ")
            say(.recording, text, state == .complete ? .info : .warning)
            compress(writer, text)
            answerStop(CommandReply(text))
        } catch {
            failed(writer, error)
        }
    }

    func answerStop(_ reply: CommandReply) {
        for order in stopOrders { order.reply(reply) }
        stopOrders = []
    }

    func end(_ writer: RecordingWriter) {
        self.writer = nil
        lastSlot = nil
        drainUntil = nil
        (retryAt, outage) = (nil, nil)
        (returnUntil, isCloseAsked) = (0, false)
        (missed, missedSince) = ([], [:])
        do throws(RecordingError) { try active.clear() } catch {
            log.warning("the state directory can't be written: \(error.sentence(for: writer.name))")
        }
        store.setRecording(damaged)
        updateList()
        report(.ended(number))
    }
}
