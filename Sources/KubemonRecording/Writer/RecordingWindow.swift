/// The slots that belong to a recording (R13).
struct RecordingWindow: Equatable {
    /// The slot after the start.
    var first: UInt64
    /// The slot of the stop; `UInt64.max` while it is not known.
    var last: UInt64
}
