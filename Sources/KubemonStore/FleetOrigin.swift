/// Where what is shown comes from.
public enum FleetOrigin: Sendable, Hashable {
    /// The collector of this process.
    case own
    /// Another collector.
    case attached(Link)
    /// A recording.
    case replay(Playback)

    /// The connection to another collector.
    public struct Link: Sendable, Hashable {
        /// Host and port of its command port, as the user gave them.
        public var address: String
        /// Why there is no connection; empty while there is one.
        public var problem = ""
        /// Monotonic time of the next try, ns; 0 while there is a connection.
        public var nextTry: UInt64 = 0

        /// A connection to `address`.
        public init(address: String) { self.address = address }
    }

    /// How a recording is being played.
    public struct Playback: Sendable, Hashable {
        /// Name of the recording.
        public var name: String
        /// Whether time passes.
        public var isPlaying = false
        /// Seconds of the recording per second.
        public var speed = 1.0
        /// Why it can't be read; empty while it can.
        public var problem = ""
        /// What of it is not as it was recorded, as a sentence; empty if that is not known of anything.
        public var damage = ""
        /// Whether rows are still being added.
        public var isGrowing = false
        /// Whether it was opened from the console of a live fleet, which goes on behind it.
        public var hasLiveBehind = false

        /// A recording that stands at its beginning.
        public init(name: String) { self.name = name }
    }

    /// How a recording is being played; `nil` for a fleet that lives.
    public var playback: Playback? {
        if case .replay(let playback) = self { playback } else { nil }
    }

    /// The connection to another collector, or `nil`.
    public var link: Link? {
        if case .attached(let link) = self { link } else { nil }
    }
}
