import KubemonRuntimes
import NIOCore
import NIOPosix

/// A watcher and all that it has said.
final class Watch {
    let watcher: RuntimeWatcher
    private(set) var news: [RuntimeNews] = []
    private var changes: AsyncStream<Void>.Iterator

    /// Watches below `root` with short pauses; an answer may take its full time unless `change` says otherwise.
    init(root: String, sockets: [String] = [], change: (inout RuntimeTiming) -> Void = { _ in }) {
        var options = RuntimeOptions()
        (options.root, options.sockets) = (root, sockets)
        var timing = RuntimeTiming()
        (timing.firstBackOff, timing.longestBackOff) = (.milliseconds(5), .milliseconds(20))
        (timing.search, timing.firstRetry) = (.milliseconds(20), .milliseconds(5))
        change(&timing)
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        changes = stream.makeAsyncIterator()
        watcher = RuntimeWatcher(options, timing: timing, group: MultiThreadedEventLoopGroup.singleton) {
            continuation.yield()
        }
    }

    deinit { watcher.stop() }

    /// Looks for a container.
    func look(for id: String, runtime: String = "", podUID: String = "") {
        watcher.look(for: id, runtime: runtime, podUID: podUID)
    }

    /// The first news, old or to come, of which `pick` makes something.
    func first<Value>(_ pick: (RuntimeNews) -> Value?) async -> Value? {
        if let value = news.lazy.compactMap(pick).first { return value }
        repeat {
            let fresh = watcher.takeNews()
            news += fresh
            if let value = fresh.lazy.compactMap(pick).first { return value }
        } while await changes.next(isolation: #isolation) != nil
        return nil
    }

    /// The first description of the container that fits.
    func description(
        of id: String, where fits: (ContainerDescription) -> Bool = { _ in true }
    ) async -> ContainerDescription? {
        await first { news in
            if case .described(let description) = news, description.id == id, fits(description) {
                description
            } else {
                nil
            }
        }
    }

    /// The first trouble.
    func trouble() async -> String? {
        await first { news in if case .trouble(let text) = news { text } else { nil } }
    }

    /// Returns when the end of the container with this exit code was said.
    func end(of id: String, exitCode: Int32?) async {
        _ = await first { news in
            if case .ended(id, exitCode, _) = news { true } else { nil }
        }
    }
}
