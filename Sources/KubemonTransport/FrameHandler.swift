public import KubemonProtocol

/// One end of a conversation. All calls come on the connection's event loop, `opened` first and `closed` last, once each.
public protocol FrameHandler: AnyObject {
    /// The connection is there; frames may be sent.
    func opened(_ connection: Connection)
    /// A whole frame arrived.
    func received(_ frame: Frame)
    /// What was waiting to be sent has left, or much of it.
    func becameWritable()
    /// The connection is gone.
    ///
    /// - Parameter reason: what ended it, in a few words; `nil` where the other end closed it in order.
    func closed(_ reason: String?)
}
