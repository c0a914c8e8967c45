import Synchronization

/// What the threads of a ``RuntimeWatcher`` and its user share.
final class RuntimeShared: Sendable {
    /// Most news that wait to be taken.
    static let mostNews = 16_384

    private struct State {
        var news: [RuntimeNews] = []
        var dropped = 0
        /// Per socket with a live stream of events: the containers it tells about.
        var covered: [String: Set<String>] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let changed: @Sendable () -> Void

    init(changed: @escaping @Sendable () -> Void) { self.changed = changed }

    /// Queues news and says so.
    ///
    /// - Returns: whether there was room.
    @discardableResult
    func post(_ news: RuntimeNews) -> Bool {
        let (isTaken, isChange) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            guard state.news.count < Self.mostNews else {
                state.dropped += 1
                return (false, false)
            }
            state.news.append(news)
            return (true, true)
        }
        if isChange { changed() }
        return isTaken
    }

    /// All news since the last call.
    func takeNews() -> [RuntimeNews] {
        state.withLock { state in
            var news: [RuntimeNews] = []
            swap(&news, &state.news)
            if state.dropped > 0 {
                news.append(
                    .trouble("\(state.dropped) news of container runtimes were dropped: too many came at once."))
                state.dropped = 0
            }
            return news
        }
    }

    /// Says which containers the live stream at `path` tells about; nil if it is not live.
    func cover(_ ids: Set<String>?, at path: String) { state.withLock { $0.covered[path] = ids } }

    /// One more container of the live stream at `path`, or one less. Nothing if it is not live.
    func cover(_ id: String, _ isCovered: Bool, at path: String) {
        state.withLock { state in
            if isCovered { state.covered[path]?.insert(id) } else { state.covered[path]?.remove(id) }
        }
    }

    /// Whether a live stream tells about the container.
    func isCovered(_ id: String) -> Bool {
        state.withLock { $0.covered.values.contains { $0.contains(id) } }
    }

    /// Whether ``close()`` was called.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Takes no more news.
    ///
    /// - Returns: false if it was closed already.
    func close() -> Bool {
        state.withLock { state in
            defer { (state.isClosed, state.covered) = (true, [:]) }
            return !state.isClosed
        }
    }
}
