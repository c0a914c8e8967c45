extension Locator {
    /// The place in words, as in `/proc/stat cpu field 8` or `cgroup v1 memory: memory.stat rss`.
    public var text: String {
        let position = name.isEmpty && field > 0 ? "field \(field)" : name
        return [prefix + file.path, line, position].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private var prefix: String {
        switch file.base {
        case .proc: "/proc/"
        case .process: "/proc/PID/"
        case .cgroupV1(let controller): "cgroup v1 \(controller): "
        case .cgroupV2: "cgroup v2: "
        }
    }
}
