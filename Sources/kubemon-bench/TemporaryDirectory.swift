import Glibc

/// A directory of its own below `TMPDIR`, else /tmp.
func temporaryDirectory() throws -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/kubemon-bench-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else { throw BenchError("no directory can be made in \(parent)") }
    return String(cString: made)
}

/// Removes a directory with everything in it.
func removeAll(_ path: String) {
    if let directory = opendir(path) {
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { removeAll(path + "/" + name) }
        }
        closedir(directory)
    }
    remove(path)
}
