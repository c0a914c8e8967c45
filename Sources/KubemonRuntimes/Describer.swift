import NIOCore
import NIOPosix

/// Finds runtimes and lets them, or files, describe the containers that are looked for. Confined to one loop.
final class Describer {
    /// How good a description is; a worse one never replaces a better one.
    enum Quality: Int, Comparable, Sendable {
        case unknown, podOnly, file, engine
        static func < (a: Quality, b: Quality) -> Bool { a.rawValue < b.rawValue }
    }

    /// A description and where it is from.
    struct Found: Sendable {
        let description: ContainerDescription
        let quality: Quality
    }

    private struct Wanted {
        let runtime, podUID: String
        var quality = Quality.unknown
        var attempts = 0
        /// Hash of what was said last.
        var sent: Int?
        /// Whether it is queued or being asked for, and whether to ask once more afterwards.
        var isBusy = false
        var again = false
        var retry: Scheduled<Void>?
    }

    /// Most questions at once.
    private static let mostPasses = 8

    private let shared: RuntimeShared
    private let loop: any EventLoop
    private let pool: NIOThreadPool
    private let timing: RuntimeTiming
    private let sockets: SocketSearch
    private let files: ContainerFiles
    private var engines: [Engine] = []
    /// Sockets that have neither answered nor failed yet.
    private var unsettled: Set<String> = []
    private var isSettled = false
    private var isStopped = false
    private var nextSearch: Scheduled<Void>?
    private var wanted: [String: Wanted] = [:]
    private var queue = CircularBuffer<String>()
    private var passes = 0

    init(
        _ options: RuntimeOptions, shared: RuntimeShared, loop: any EventLoop, pool: NIOThreadPool,
        timing: RuntimeTiming
    ) {
        (self.shared, self.loop, self.pool, self.timing) = (shared, loop, pool, timing)
        sockets = SocketSearch(options)
        files = ContainerFiles(root: options.root)
    }

    /// Begins.
    func start() {
        for trouble in sockets.troubles { shared.post(.trouble(trouble)) }
        loop.assumeIsolated().scheduleTask(in: timing.settle) { self.settle() }
        search()
    }

    /// Closes everything.
    func stop() {
        isStopped = true
        nextSearch?.cancel()
        for engine in engines { engine.stop() }
        engines = []
        for entry in wanted.values { entry.retry?.cancel() }
        wanted = [:]
        queue.removeAll()
    }

    // MARK: - Runtimes

    private func search() {
        let (sockets, watched) = (sockets, engines.map(\.path))
        pool.runIfActive(eventLoop: loop) { sockets.found(besides: watched) }.assumeIsolated().whenSuccess { places in
            guard !self.isStopped else { return }
            for place in places { self.watch(place) }
            if self.unsettled.isEmpty { self.settle() }
            self.nextSearch = self.loop.assumeIsolated().scheduleTask(in: self.timing.search) { self.search() }
        }
    }

    private func watch(_ place: SocketSearch.Place) {
        let engine = Engine(
            path: place.path, isExplicit: place.isExplicit, describer: self, shared: shared, loop: loop, pool: pool,
            timing: timing)
        engines.append(engine)
        unsettled.insert(place.path)
        engine.connect()
    }

    /// The engine's containers are known: whatever is its own, or nobody's so far, is asked for.
    func becameLive(_ engine: Engine) {
        settled(engine)
        for (id, entry) in wanted where engine.knows(id) || entry.quality < .file {
            wanted[id]?.attempts = 0
            enqueue(id)
        }
    }

    /// The engine gave no answer.
    ///
    /// - Parameter isGone: whether nothing is left of its socket.
    func failed(_ engine: Engine, isGone: Bool) {
        settled(engine)
        guard isGone else { return }
        engine.stop()
        engines.removeAll { $0 === engine }
    }

    private func settled(_ engine: Engine) {
        unsettled.remove(engine.path)
        if unsettled.isEmpty { settle() }
    }

    private func settle() {
        guard !isSettled else { return }
        isSettled = true
        pump()
    }

    // MARK: - Containers

    /// Describes the container as soon as anybody knows it.
    func look(for id: String, runtime: String, podUID: String) {
        guard !isStopped, ContainerID.isValid(id) else { return }
        var entry = Wanted(runtime: runtime, podUID: podUID)
        if let last = wanted[id] {
            last.retry?.cancel()
            entry.isBusy = last.isBusy
        }
        wanted[id] = entry
        enqueue(id)
    }

    /// Wants nothing more of the container.
    func forget(_ id: String) { wanted.removeValue(forKey: id)?.retry?.cancel() }

    /// A runtime said that something about the container changed.
    func announced(_ id: String) { enqueue(id) }

    private func enqueue(_ id: String) {
        guard var entry = wanted.removeValue(forKey: id) else { return }
        defer { pump() }
        defer { wanted[id] = entry }
        guard !entry.isBusy else { return entry.again = true }
        entry.retry?.cancel()
        entry.isBusy = true
        queue.append(id)
    }

    private func pump() {
        while isSettled, passes < Self.mostPasses, let id = queue.popFirst() {
            guard let entry = wanted[id] else { continue }
            passes += 1
            describe(id, runtime: entry.runtime, podUID: entry.podUID).assumeIsolated().whenComplete { result in
                self.passes -= 1
                self.finish(id, try? result.get())
                self.pump()
            }
        }
    }

    private func finish(_ id: String, _ found: Found?) {
        guard var entry = wanted[id] else { return }
        entry.isBusy = false
        if let found, found.quality >= entry.quality {
            let hash = found.description.hashValue
            if hash == entry.sent || shared.post(.described(found.description)) {
                (entry.sent, entry.quality) = (hash, found.quality)
            }
        }
        let again = entry.again
        entry.again = false
        if !again, entry.quality < .file, entry.attempts < timing.retries {
            let wait = timing.firstRetry * (1 << entry.attempts)
            entry.attempts += 1
            entry.retry = loop.assumeIsolated().scheduleTask(in: wait) { self.enqueue(id) }
        }
        wanted[id] = entry
        if again { enqueue(id) }
    }

    /// Asks whoever knows the container, then files, then the other runtimes.
    private func describe(_ id: String, runtime: String, podUID: String) -> EventLoopFuture<Found?> {
        let live = engines.filter(\.isLive)
        let owners = live.filter { $0.knows(id) }
        let others = live.filter { !$0.knows(id) }
        let (loop, pool, files) = (loop, pool, files)
        let read = ask(owners, id).flatMap { found in
            if let found { return loop.makeSucceededFuture(found as Found?) }
            return pool.runIfActive(eventLoop: loop) { files.describe(id, runtime: runtime, podUID: podUID) }
        }
        return read.assumeIsolated().flatMap { found in
            if let found, found.quality > .podOnly { return loop.makeSucceededFuture(found) }
            return self.ask(others, id).map { $0 ?? found }
        }
        .nonisolated()
    }

    private func ask(_ engines: [Engine], _ id: String) -> EventLoopFuture<Found?> {
        guard let engine = engines.first else { return loop.makeSucceededFuture(nil) }
        return engine.describe(id).assumeIsolated().flatMap { description in
            guard let description else { return self.ask(Array(engines.dropFirst()), id) }
            return self.loop.makeSucceededFuture(Found(description: description, quality: .engine))
        }
        .nonisolated()
    }
}
