/// Where a sampler learns what container runtimes say. All methods return at once and may be called from any thread.
public protocol RuntimeSource: Sendable {
    /// A container's cgroup appeared: describe it now, or as soon as its runtime knows it.
    ///
    /// - Parameters:
    ///   - id: its full id.
    ///   - runtime: what the cgroup's path says of its runtime; a hint.
    ///   - podUID: what the path says of its pod, or empty.
    func look(for id: String, runtime: String, podUID: String)

    /// The container is gone and was reported; nothing more of it is wanted.
    func forget(_ id: String)

    /// Whether a live stream of events covers this container, so that its exit code will come.
    func announcesEnd(of id: String) -> Bool

    /// All news since the last call, oldest first. The queue is bounded; news that were dropped are said as trouble.
    func takeNews() -> [RuntimeNews]
}
