/// What can be left out of a recording; the raw value is the word of the `start` command.
public enum RecordingPart: String, CaseIterable, Sendable {
    /// The machine with its disks and interfaces.
    case machine = "os"
    /// The containers.
    case containers
    /// The processes.
    case processes

    /// Its name in the prompt.
    var title: String { self == .machine ? "machine" : rawValue }
}
