import KubemonMetrics

/// Decides which devices get rows and what is known of them, from `/sys`.
struct DeviceClassifier {
    private let kind: EntityKind
    /// `/sys/block` or `/sys/class/net`.
    private let directory: String
    private let includesEvery: Bool

    init(kind: EntityKind, host: HostPaths, selection: Selection) {
        self.kind = kind
        directory = host.file(kind == .disk ? "/sys/block" : "/sys/class/net")
        includesEvery = kind != .disk || selection.includesEveryBlockDevice
    }

    /// The labels of the device called `name`, or `nil` if it gets no row.
    ///
    /// A partition has no directory of its own in `/sys/block`. Without a readable `/sys` every disk gets a row.
    func labels(of name: String, files: any FileSource) -> [Entity.Label]? {
        // `/sys` writes the slash of names like `cciss/c0d0` as an exclamation mark.
        let entry = directory + "/" + String(name.map { $0 == "/" ? "!" : $0 })
        if !includesEvery {
            if Self.isVirtual(name) { return nil }
            if !exists(entry, files), exists(directory, files) { return nil }
        }
        let physical = exists(entry + "/device", files) ? "yes" : "no"
        return [Entity.Label(kind == .disk ? "disk" : "interface", name), Entity.Label("physical", physical)]
    }

    /// Whether the name is `loop`, `ram` or `zram` and a number.
    private static func isVirtual(_ name: String) -> Bool {
        let stem = name.prefix { !$0.isNumber }
        return ["loop", "ram", "zram"].contains(String(stem)) && name.dropFirst(stem.count).allSatisfy(\.isNumber)
    }

    /// `device` is a link to a directory, which `state` does not follow; a slash at the end makes the kernel follow it.
    private func exists(_ path: String, _ files: any FileSource) -> Bool {
        do throws(FileError) {
            _ = try files.state(ofDirectory: path + "/.")
            return true
        } catch {
            return false
        }
    }
}
