import Glibc
import Testing

/// A directory that goes when it goes.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/kubemon-keys-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    func write(_ name: String, _ text: String, mode: mode_t = 0o600) {
        let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, mode)
        let bytes = Array(text.utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
        fchmod(descriptor, mode)
        close(descriptor)
    }

    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func mode(of name: String) -> mode_t {
        var status = stat()
        return stat(path + "/" + name, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }
}
