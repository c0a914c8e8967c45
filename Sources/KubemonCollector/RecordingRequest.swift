import KubemonMetrics
import KubemonRecording

/// What a user asked for with `start`.
struct RecordingRequest: Sendable {
    /// Name below the data directory or, for the local operator, a path.
    var target: RecordingTarget
    /// The name as the user typed it.
    var name: String
    /// Note, kinds, duration, expected nodes.
    var options: RecordingOptions
    /// The hub's number of the recording.
    var number: Int
    /// The slots in force.
    var grid: SlotGrid
    /// Who is connected: whatever they lose from the first slot on is a gap (R13).
    var present: [Announcement]
}
