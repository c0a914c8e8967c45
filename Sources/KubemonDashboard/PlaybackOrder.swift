/// How a recording is to be played from now on.
public enum PlaybackOrder: Sendable, Hashable {
    /// Time stands still, or passes again.
    case toggle
    /// Seconds of the recording per second.
    case speed(Double)
}
