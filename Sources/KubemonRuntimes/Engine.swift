import FoundationEssentials
import NIOCore
import NIOPosix

/// One socket that speaks Docker's API: keeps its stream of events open and asks it about containers.
///
/// A session opens the stream first and lists the containers afterwards, so that nothing falls between; when it ends, the
/// next one asks for the events since. Confined to one loop.
final class Engine {
    private enum State {
        case waiting(Scheduled<Void>)
        case connecting
        case live
        case stopped
    }

    /// Bytes of an answer about one container or about the engine; of the list of all containers.
    static let limit = (one: 4 << 20, list: 64 << 20)
    /// A session that lived so long makes earlier failures forgotten, and earlier complaints.
    private static let goodSession = (backOff: TimeAmount.seconds(5), complaints: TimeAmount.seconds(60))

    let path: String
    /// Whether the user named the socket.
    let isExplicit: Bool
    weak var describer: Describer?
    let shared: RuntimeShared
    let loop: any EventLoop
    private let timing: RuntimeTiming
    let client: EngineClient
    private var state = State.connecting
    private(set) var version: EngineVersion?
    /// Counts the sessions, so that answers of an older one are told apart.
    private(set) var session = 0
    private var began = NIODeadline.now()
    private var failures = 0
    private var wasLive = false
    /// Causes of trouble that people were told about.
    var said: Set<Int> = []
    /// The containers it tells about, and whether they run as far as it said.
    var containers: [String: Bool] = [:]
    var history = EventHistory()

    init(
        path: String, isExplicit: Bool, describer: Describer, shared: RuntimeShared, loop: any EventLoop,
        pool: NIOThreadPool, timing: RuntimeTiming
    ) {
        (self.path, self.isExplicit, self.describer, self.shared) = (path, isExplicit, describer, shared)
        (self.loop, self.timing) = (loop, timing)
        client = EngineClient(path: path, loop: loop, pool: pool, timing: timing)
    }

    /// Whether its stream of events is open and its containers are known.
    var isLive: Bool { if case .live = state { true } else { false } }

    /// `docker` or `podman` once it said so, else empty.
    var runtime: String { version?.runtime ?? "" }

    /// Whether the container is known to be its own.
    func knows(_ id: String) -> Bool { containers[id] != nil }

    /// Closes everything.
    func stop() {
        if case .waiting(let task) = state { task.cancel() }
        state = .stopped
        shared.cover(nil, at: path)
        client.stop()
    }

    // MARK: - Sessions

    /// Connects.
    func connect() {
        if case .stopped = state { return }
        state = .connecting
        session += 1
        began = .now()
        let current = session
        let since = history.begin(at: WallTime.now())
        let version = client.get(EngineVersion.self, "/version", limit: Self.limit.one)
        version.assumeIsolated().flatMap { version in
            guard let version else { return self.loop.makeFailedFuture(EngineError.rubbish("status 404")) }
            self.version = version
            return self.openStream(since: since, session: current)
        }
        .flatMap {
            self.client.get([EngineListEntry].self, "/containers/json", limit: Self.limit.list)
        }
        .whenComplete { result in
            guard self.session == current else { return }
            switch result {
            case .success(let list): self.opened(Set((list ?? []).lazy.map(\.id).filter(ContainerID.isValid)))
            case .failure(let error): self.ended(EngineError(error), session: current)
            }
        }
    }

    private func openStream(since: String, session: Int) -> EventLoopFuture<Void> {
        client.stream("/events?since=\(since)&filters=%7B%22type%22%3A%5B%22container%22%5D%7D") { line in
            if self.session == session { self.received(line) }
        } ended: { error in
            self.ended(error, session: session)
        }
    }

    /// The list of running containers came: from now on everything is known.
    private func opened(_ listed: Set<String>) {
        guard case .connecting = state else { return }
        state = .live
        let isReturn = wasLive
        wasLive = true
        began = .now()
        // Slow and odd answers may come again at the next question: they are healed by an answer to that.
        said.subtract([EngineError.missing.cause, EngineError.denied.cause])
        let vanished = containers.filter { $0.value && !listed.contains($0.key) }.keys
        // What events brought since the stream was opened stays known.
        containers = containers.filter { $0.value || listed.contains($0.key) }
        for id in listed { containers[id] = true }
        if isReturn { for id in vanished { learnEnd(of: id) } }
        shared.cover(Set(containers.keys), at: path)
        describer?.becameLive(self)
    }

    /// The session is over; tries again.
    func ended(_ error: EngineError, session: Int) {
        guard session == self.session else { return }
        let isRetried = isLive && error == .ended
        switch state {
        case .stopped, .waiting: return
        case .connecting, .live: shared.cover(nil, at: path)
        }
        // Whoever hears of it finds nothing covered any more. A stream that ended is said when the next attempt fails.
        if !isRetried { say(error) }
        let lived = isLive ? NIODeadline.now() - began : .zero
        if lived > Self.goodSession.backOff { failures = 0 }
        if lived > Self.goodSession.complaints { said = [] }
        let wait = min(timing.longestBackOff, timing.firstBackOff * (1 << min(failures, 10)))
        failures += 1
        state = .waiting(loop.assumeIsolated().scheduleTask(in: wait) { self.connect() })
        // The other answers of this session do not count any more.
        self.session += 1
        client.closeAll()
        describer?.failed(self, isGone: error == .missing && wait == timing.longestBackOff && !isExplicit)
    }

    func say(_ error: EngineError) {
        guard said.insert(error.cause).inserted else { return }
        guard let text = error.sentence(path: path, isExplicit: isExplicit, wasLive: wasLive) else { return }
        shared.post(.trouble(text))
    }
}
