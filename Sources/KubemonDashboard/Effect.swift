public import KubemonStore

/// What the console wants done. Whoever runs it answers with ``DashboardEvent/reply(_:isError:)``.
public enum Effect: Sendable, Equatable {
    /// Start a recording. `path` is a name in the data directory or an absolute path, `duration` in nanoseconds.
    case startRecording(path: String, note: String, duration: UInt64?, parts: [RecordingPart])
    /// Stop the running recording.
    case stopRecording
    /// Note something in the running recording.
    case mark(String)
    /// Run a line of the command language, the same as on the command port.
    case command(String)
    /// Say what is known of a directory.
    case validateDirectory(String)
    /// The same, with what the text can be completed to.
    case completeDirectory(String)
    /// Write a table, CSV with a header, to a file of that name in the data directory, or the next free name.
    case saveTable(name: String, csv: String)
    /// Show the fleet at another time than `from`, wall ns. Answered with ``DashboardEvent/moment(_:_:)``.
    case travel(TimeTarget, from: UInt64)
    /// Play the recording at this path; the console of now is kept behind it.
    case replay(String)
    /// Change how the recording is played.
    case play(PlaybackOrder)
    /// Take the mouse from the terminal or give it back.
    case setMouse(Bool)
    /// A setting was changed: write it to the user's file, and let the terminal follow.
    case changeSetting(SettingKey, Settings)
    /// Repaint the whole terminal.
    case redraw
    /// Stop the process as Ctrl-Z does.
    case suspend
    /// End the program. A recording that was not stopped stays open and is resumed by the next collector.
    case quit
}
