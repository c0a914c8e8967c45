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

    func replay(_ path: String) -> ReplayAnswer {
        do throws(ExportError) {
            let fleet = try ReplayFleet(path)
            guard fleet.times != nil else { return .refused("\(path) holds no sample yet") }
            return .opened(ReplayBackend(fleet: fleet, directory: dataDirectory, live: collector.store))
        } catch {
            return .refused(error.sentence(ofPlaying: path))
        }
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

    func save(table csv: String, as name: String) -> CommandReply {
        SavedTable.write(csv, as: name, in: dataDirectory)
    }
}
