import Glibc
import KubemonCollector
import KubemonConsole
import KubemonDashboard
import KubemonHistory
import KubemonProtocol
import KubemonRecording
import KubemonStore

/// The console of the collector in this process.
struct LocalBackend: FleetBackend {
    let collector: Collector
    let dataDirectory: String

    func snapshot(historyOf request: HistoryRequest) -> FleetSnapshot {
        var snapshot = collector.store.snapshot(historyOf: request)
        snapshot.extent = collector.history.extent
        return snapshot
    }

    func travel(_ target: TimeTarget, from wall: UInt64, historyOf request: HistoryRequest) -> FleetSnapshot? {
        collector.history.travel(target, from: wall, historyOf: request, live: collector.store)
    }

    func execute(_ command: String, reply: @escaping @Sendable (CommandReply) -> Void) {
        collector.execute(command, reply: reply)
    }

    func check(directory text: String, completing: Bool) -> DirectoryCheck {
        let directory = DataDirectory(path: dataDirectory)
        let check = directory.check(text, allowPath: true)
        let verdict: DirectoryCheck.Verdict =
            switch check {
            case .new: .new
            case .empty: .empty
            default: .refused
            }
        return DirectoryCheck(
            text: text, verdict: verdict, message: check.sentence, freeBytes: directory.space()?.available,
            completions: completing ? directory.completions(of: text) : [])
    }

    private func absolute(_ path: String) -> String {
        guard let text = realpath(path, nil) else { return path }
        defer { free(text) }
        return String(cString: text)
    }

    func save(table csv: String, as name: String) -> CommandReply {
        let file = name.isEmpty ? "table" : name
        do throws(RecordingNameProblem) { _ = try RecordingName(file) } catch {
            return CommandReply("\(error.sentence)", failed: true)
        }
        let stem = dataDirectory + "/" + (file.hasSuffix(".csv") ? String(file.dropLast(4)) : file)
        _ = mkdir(dataDirectory, 0o755)
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
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            return CommandReply("\(path) could not be written whole", failed: true)
        }
        return CommandReply("saved as \(absolute(path))")
    }
}
