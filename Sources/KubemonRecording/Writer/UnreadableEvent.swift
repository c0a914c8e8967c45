import KubemonMetrics

/// What tells one event of what could not be read from another: its number may change when it is said again.
struct UnreadableEvent: Hashable {
    var node: String
    var run: UInt32
    var wall: UInt64
    var text: String
}
