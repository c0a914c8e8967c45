import KubemonProtocol

/// Who wants a recording stopped.
struct StopOrder: Sendable {
    /// Whether its tables are to be compressed when it is closed (R19).
    var isCompressed: Bool
    /// Whether nobody waits for the answer.
    var isOfItself = false
    /// Takes what it waits for.
    var progress: @Sendable (String) -> Void
    /// Takes the answer, once.
    var reply: @Sendable (CommandReply) -> Void

    /// The recording's own, when its time is over.
    static let ofItself = StopOrder(isCompressed: false, isOfItself: true, progress: { _ in }, reply: { _ in })
}
