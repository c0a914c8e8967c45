import KubemonConsole
import KubemonDashboard
import KubemonHistory
import KubemonProtocol
import KubemonStore

/// The console of a recording.
struct ReplayBackend: FleetBackend {
    let fleet: ReplayFleet
    /// Where tables are saved.
    let directory: String
    /// The collector from whose console it was opened, which goes on behind it; what it records is never out of sight.
    var live: FleetStore?

    func snapshot(historyOf request: HistoryRequest) -> FleetSnapshot {
        var snapshot = fleet.snapshot(historyOf: request)
        if let live, var playback = snapshot.origin.playback {
            playback.hasLiveBehind = true
            snapshot.origin = .replay(playback)
            snapshot.recording = live.recording
        }
        return snapshot
    }

    var travelsAtOnce: Bool { true }

    func travel(_ target: TimeTarget, from wall: UInt64, historyOf request: HistoryRequest) -> FleetSnapshot? {
        fleet.travel(target, historyOf: request)
    }

    func play(_ order: PlaybackOrder) {
        switch order {
        case .toggle: fleet.toggle()
        case .speed(let speed): fleet.setSpeed(speed)
        }
    }

    func execute(_ command: String, reply: @escaping @Sendable (CommandReply) -> Void) {
        reply(CommandReply("this is a recording; '\(command)' is for a collector", failed: true))
    }

    func check(directory text: String, completing: Bool) -> DirectoryCheck {
        DirectoryCheck(text: text, verdict: .refused, message: "a recording is being played")
    }

    func save(table csv: String, as name: String) -> CommandReply { SavedTable.write(csv, as: name, in: directory) }
}
