/// Where a ``RuntimeWatcher`` looks for runtimes.
public struct RuntimeOptions: Sendable {
    /// Where the machine's `/` is mounted: `/`, or another directory inside a container.
    public var root = "/"
    /// Sockets named by the user, as paths or as `unix://` URLs. They are taken as they are, not below ``root``.
    public var sockets: [String] = []
    /// Value of the environment variable `DOCKER_HOST`; only `unix://` is understood.
    public var dockerHost: String?

    /// Options that look in the usual places only.
    public init() {}
}
