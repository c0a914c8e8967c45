import Glibc
public import KubemonDashboard

/// The user's settings: `~/.config/kubemon/config`, or below `XDG_CONFIG_HOME`.
public struct SettingsFile: Sendable {
    /// Where it is, whether it exists or not.
    public let path: String
    /// A larger file is nobody's settings.
    private static let longest = 1 << 20

    /// A file at a path.
    public init(path: String) { self.path = path }

    /// The user's own, or `nil` if there is neither a configuration nor a home directory.
    public static var usual: SettingsFile? {
        func variable(_ name: String) -> String? {
            guard let value = getenv(name), value.pointee == UInt8(ascii: "/") else { return nil }
            return String(cString: value)
        }
        guard let directory = variable("XDG_CONFIG_HOME") ?? variable("HOME").map({ $0 + "/.config" }) else {
            return nil
        }
        return SettingsFile(path: directory + "/kubemon/config")
    }

    /// What it says. A file that does not exist says nothing; what is wrong with one is said.
    public func load() -> (settings: Settings, problems: [String]) {
        do throws(SettingsFileProblem) {
            guard let text = try read() else { return (Settings(), []) }
            let (settings, problems) = SettingsText.parse(text)
            return (settings, problems.map { "\(path): \($0)" })
        } catch {
            return (Settings(), [error.sentence])
        }
    }

    /// Writes one setting and leaves everything else in the file as it is.
    public func change(_ key: SettingKey, to value: String) throws(SettingsFileProblem) {
        let text = SettingsText.changed(try read() ?? "", key, to: value)
        let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        makeDirectories(directory)
        // In one step: a full disk must not cost the user the settings there were.
        let new = path + ".new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw problem("can't be written") }
        let bytes = Array(text.utf8)
        let isWhole = write(descriptor, bytes, bytes.count) == bytes.count
        guard close(descriptor) == 0, isWhole, rename(new, path) == 0 else {
            let failure = problem("can't be written")
            unlink(new)
            throw failure
        }
    }

    private func read() throws(SettingsFileProblem) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw problem("can't be read")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < Self.longest {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw problem("can't be read") }
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func makeDirectories(_ directory: String) {
        var prefix = ""
        for component in directory.split(separator: "/") {
            prefix += "/" + component
            _ = mkdir(prefix, 0o755)
        }
    }

    private func problem(_ what: String) -> SettingsFileProblem {
        SettingsFileProblem(sentence: "\(path) \(what): \(String(cString: strerror(errno)))")
    }
}
