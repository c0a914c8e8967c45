public import NIOCore
import NIOPosix

/// Learns from the container runtimes of this machine what they say of its containers.
///
/// It speaks Docker's API, which Podman speaks too, on the sockets that ``RuntimeOptions`` name and on those in the usual
/// places; what no socket says it reads from files that runtimes leave. Sockets are served on one loop of the group, files
/// are read and answers decoded on a thread of its own: no caller ever waits.
public final class RuntimeWatcher: RuntimeSource {
    private let shared: RuntimeShared
    private let loop: any EventLoop
    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let describer: NIOLoopBoundBox<Describer?>

    /// Starts to watch.
    ///
    /// - Parameters:
    ///   - options: where to look.
    ///   - group: runs the connections; it must live until ``stop()`` was called.
    ///   - changed: called from any thread after news were queued.
    public convenience init(
        _ options: RuntimeOptions, group: any EventLoopGroup, changed: @escaping @Sendable () -> Void
    ) {
        self.init(options, timing: RuntimeTiming(), group: group, changed: changed)
    }

    /// Starts to watch with other times, for tests.
    package init(
        _ options: RuntimeOptions, timing: RuntimeTiming, group: any EventLoopGroup,
        changed: @escaping @Sendable () -> Void
    ) {
        (shared, loop) = (RuntimeShared(changed: changed), group.next())
        let describer = NIOLoopBoundBox<Describer?>.makeEmptyBox(eventLoop: loop)
        self.describer = describer
        pool.start()
        let (shared, loop, pool) = (shared, loop, pool)
        loop.execute {
            let made = Describer(options, shared: shared, loop: loop, pool: pool, timing: timing)
            describer.value = made
            made.start()
        }
    }

    deinit { stop() }

    /// Describes the container as soon as a runtime or a file knows it; called again, it is described anew.
    public func look(for id: String, runtime: String, podUID: String) {
        perform { $0.look(for: id, runtime: runtime, podUID: podUID) }
    }

    /// Wants nothing more of the container.
    public func forget(_ id: String) { perform { $0.forget(id) } }

    /// Whether a live stream of events covers the container.
    public func announcesEnd(of id: String) -> Bool { shared.isCovered(id) }

    /// All news since the last call, oldest first.
    public func takeNews() -> [RuntimeNews] { shared.takeNews() }

    /// Closes all connections and ends the watch; no news come afterwards. Waits for a file that is being read.
    public func stop() {
        guard shared.close() else { return }
        let describer = describer
        loop.execute {
            describer.value?.stop()
            describer.value = nil
        }
        // It has nothing to do but short work, and fails only if it was ended before.
        try? pool.syncShutdownGracefully()
    }

    private func perform(_ action: @escaping @Sendable (Describer) -> Void) {
        guard !shared.isClosed else { return }
        let describer = describer
        loop.execute { if let describer = describer.value { action(describer) } }
    }
}
