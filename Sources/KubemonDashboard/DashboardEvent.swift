public import KubemonScreen
public import KubemonStore

/// What the console reacts to.
public enum DashboardEvent: Sendable {
    /// The user did something.
    case key(Key)
    /// A new snapshot, or time has passed.
    case tick
    /// No key came for ``DashboardState/rest``: the pane may follow the cursor.
    case rested
    /// The window has this size; to be sent before the first frame and after every change.
    case resize(rows: Int, columns: Int)
    /// The answer to a command; several lines open a window of their own.
    case reply(String, isError: Bool)
    /// Something that the user should read before anything else.
    case notice(title: String, lines: [String])
    /// The terminal draws with these characters from now on; see ``Effect/changeSetting(_:_:)``.
    case glyphs(GlyphSet)
    /// The answer to ``Effect/travel(_:from:)``: the fleet at that time, or that there is no sample then.
    case moment(TimeTarget, FleetSnapshot?)
    /// The answer to ``Effect/validateDirectory(_:)`` and ``Effect/completeDirectory(_:)``.
    case directory(DirectoryCheck)
}
