/// Where the machine's own directories are: at `/`, or below another directory for an agent in a container.
public struct HostPaths: Sendable, Hashable {
    /// The machine's root without a slash at the end; empty for `/`.
    public let root: String

    /// Takes any path of a directory.
    public init(root: String) {
        var path = Substring(root)
        while path.hasSuffix("/") { path.removeLast() }
        self.root = String(path)
    }

    /// Whether the machine's root is this process's own.
    public var isOwn: Bool { root.isEmpty }

    /// The file `path` of the machine.
    public func file(_ path: String) -> String { path.hasPrefix("/") ? root + path : root + "/" + path }

    /// The file `path` below `/proc`. `/proc/net` and `/proc/self` are the reader's own, so elsewhere those of process 1
    /// stand for the machine.
    public func proc(_ path: String) -> String {
        if !isOwn, path.hasPrefix("net/") { return file("/proc/1/" + path) }
        if !isOwn, path.hasPrefix("self/") { return file("/proc/1/" + path.dropFirst(5)) }
        return file("/proc/" + path)
    }
}
