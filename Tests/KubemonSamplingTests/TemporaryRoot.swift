import Glibc
import KubemonMetrics
import KubemonSampling

/// A directory that looks like a host's root to a sampler, gone with this value.
final class TemporaryRoot {
    let path: String

    /// Makes an empty root.
    init() {
        var template = Array("/tmp/kubemon-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
    }

    /// Makes a copy of a fixture.
    convenience init(copyOf fixture: String) {
        self.init()
        Self.copy(Fixture.path(fixture), to: path)
    }

    deinit { Self.removeTree(path) }

    /// Writes a file and the directories around it. An existing file keeps its inode, as kernel files do.
    func write(_ file: String, _ text: String) {
        let components = (path + "/" + file).split(separator: "/")
        var directory = ""
        for component in components.dropLast() {
            directory += "/" + component
            mkdir(directory, 0o755)
        }
        let descriptor = open(path + "/" + file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(descriptor) }
        var text = text
        _ = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Makes a link, and the directories around it, to another file of this root.
    func link(_ file: String, to target: String) {
        write(file, "")
        unlink(path + "/" + file)
        symlink(path + "/" + target, path + "/" + file)
    }

    func read(_ file: String) -> String { Fixture.text(path + "/" + file) }

    func remove(_ file: String) { Self.removeTree(path + "/" + file) }

    private static func copy(_ source: String, to target: String) {
        mkdir(target, 0o755)
        for (name, isDirectory) in Fixture.entries(source) {
            if isDirectory {
                copy(source + "/" + name, to: target + "/" + name)
            } else {
                let descriptor = open(target + "/" + name, O_WRONLY | O_CREAT, 0o644)
                var text = Fixture.text(source + "/" + name)
                _ = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                close(descriptor)
            }
        }
    }

    private static func removeTree(_ path: String) {
        for (name, isDirectory) in Fixture.entries(path) {
            if isDirectory { removeTree(path + "/" + name) } else { unlink(path + "/" + name) }
        }
        if rmdir(path) != 0 { unlink(path) }
    }
}

/// The captured trees beside the tests.
enum Fixture {
    static let directory = String(#filePath.dropLast("/TemporaryRoot.swift".count)) + "/Fixtures"

    static func path(_ name: String) -> String { directory + "/" + name }

    /// A whole file; empty if there is none.
    static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func entries(_ path: String) -> [(name: String, isDirectory: Bool)] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var result: [(String, Bool)] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            var state = stat()
            guard name != ".", name != "..", lstat(path + "/" + name, &state) == 0 else { continue }
            result.append((name, state.st_mode & S_IFMT == S_IFDIR))
        }
        return result
    }
}
