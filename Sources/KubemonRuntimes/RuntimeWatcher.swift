public import NIOCore

/// Learns from the container runtimes of this machine what they say of its containers.
///
/// Everything runs on `group` and on one thread for files; no caller ever waits.
public final class RuntimeWatcher: RuntimeSource {
    /// Starts to watch.
    ///
    /// - Parameters:
    ///   - options: where to look.
    ///   - group: runs the connections; it must outlive the watcher.
    ///   - changed: called from any thread after news were queued.
    public init(_ options: RuntimeOptions, group: any EventLoopGroup, changed: @escaping @Sendable () -> Void) {}

    public func look(for id: String, runtime: String, podUID: String) {}

    public func forget(_ id: String) {}

    public func announcesEnd(of id: String) -> Bool { false }

    public func takeNews() -> [RuntimeNews] { [] }

    /// Closes all connections and ends the watch; no news come afterwards.
    public func stop() {}
}
