/// The answer to the wish to play a recording.
public enum ReplayAnswer: Sendable {
    /// It is played from here.
    case opened(any FleetBackend)
    /// Why it can't be played.
    case refused(String)
}
