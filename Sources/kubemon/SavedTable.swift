import Glibc
import KubemonProtocol
import KubemonRecording

/// A table of the console as a file.
enum SavedTable {
    /// Writes `csv` to a new file in `directory` and says where, or why not.
    static func write(_ csv: String, as name: String, in directory: String) -> CommandReply {
        let file = name.isEmpty ? "table" : name
        do throws(RecordingNameProblem) { _ = try RecordingName(file) } catch {
            return CommandReply("\(error.sentence)", failed: true)
        }
        let stem = directory + "/" + (file.hasSuffix(".csv") ? String(file.dropLast(4)) : file)
        _ = mkdir(directory, 0o755)
        var path = stem + ".csv"
        var descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        // Nothing is overwritten: the next free name is taken.
        for number in 2...9_999 where descriptor < 0 && errno == EEXIST {
            path = "\(stem)-\(number).csv"
            descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else {
            return CommandReply("\(path) can't be written: \(String(cString: strerror(errno)))", failed: true)
        }
        defer { close(descriptor) }
        let bytes = Array(csv.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            return CommandReply("\(path) could not be written whole", failed: true)
        }
        return CommandReply("saved as \(absolute(path))")
    }

    private static func absolute(_ path: String) -> String {
        guard let text = realpath(path, nil) else { return path }
        defer { free(text) }
        return String(cString: text)
    }
}
