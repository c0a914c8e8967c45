public import KubemonProtocol
public import NIOCore

/// An open connection that carries frames. Safe to use from any thread.
public struct Connection: Sendable {
    private let channel: any Channel
    private let admitted: @Sendable () -> Void

    /// Who is at the other end, as a collector knows it; a client that uses TLS knows that the other end has its key.
    public let peer: Peer

    init(_ channel: any Channel, peer: Peer, admitted: @escaping @Sendable () -> Void = {}) {
        self.channel = channel
        self.peer = peer
        self.admitted = admitted
    }

    /// Address and port of the other end, as `192.0.2.1:4711` or `[2001:db8::1]:4711`.
    public var remote: String { channel.remoteAddress.map(Address.text) ?? "unknown" }

    /// Address and port of this end.
    public var local: String { channel.localAddress.map(Address.text) ?? "unknown" }

    /// Whether more bytes should be written now; `FrameHandler.becameWritable` says when that is so again.
    public var isWritable: Bool { channel.isWritable }

    /// The loop that the handler is called on.
    public var eventLoop: any EventLoop { channel.eventLoop }

    /// At a collector: the other end has said who it is, so the limits for strangers hold no more. On the connection's loop
    /// only.
    public func admit() { admitted() }

    /// Sends one frame.
    public func send(_ frame: Frame) { channel.writeAndFlush(frame.encoded(), promise: nil) }

    /// Sends one frame; `sent` is called when it has left, or can't any more.
    public func send(_ frame: Frame, sent: @escaping @Sendable () -> Void) {
        channel.writeAndFlush(frame.encoded()).whenComplete { _ in sent() }
    }

    /// Queues an encoded frame; ``flush()`` sends what is queued.
    public func write(_ bytes: ByteBuffer) { channel.write(bytes, promise: nil) }

    /// Sends what is queued.
    public func flush() { channel.flush() }

    /// Sends one frame and closes the connection when it has left.
    public func close(after frame: Frame) {
        let channel = channel
        channel.writeAndFlush(frame.encoded()).whenComplete { _ in channel.close(promise: nil) }
    }

    /// Closes the connection.
    public func close() { channel.close(promise: nil) }
}
