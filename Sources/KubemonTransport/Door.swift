import KubemonProtocol
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// The first handler of an accepted connection: counts it, ends it if it does not say in time who it is, and turns away
/// peers that speak TLS where it is not expected or do not where it is, with an answer that they understand.
final class Door: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the TLS handshake found out. The callback that looks keys up is not told which connection it works for; but it
    /// is called by the thread that has just handed bytes to the TLS handler.
    final class Handshake: Sendable {
        static let current = ThreadSpecificVariable<Handshake>()

        private struct State: Sendable {
            var identity = ""
            var grant: Grant?
        }

        private let state = Mutex(State())

        func tried(_ identity: String, _ grant: Grant?) {
            state.withLock { $0 = State(identity: WireText.cleaned(identity, limit: 64), grant: grant) }
        }

        /// The name of the key that was tried; empty if it did not come to that.
        var identity: String { state.withLock { $0.identity } }
        var grant: Grant? { state.withLock { $0.grant } }
    }

    private enum State {
        case closed
        case opening(Int, timeout: Scheduled<Void>)
        case admitted(Int)
    }

    /// First byte of a TLS connection: a record of the handshake.
    private static let firstByteOfTLS: UInt8 = 0x16

    private let gate: Gate
    private let usesTLS: Bool
    private let handshake = Handshake()
    private var state = State.closed
    private var hasReceived = false
    private var isTurnedAway = false

    init(gate: Gate, usesTLS: Bool) {
        self.gate = gate
        self.usesTLS = usesTLS
    }

    /// Who is there, once the TLS handshake is over.
    var peer: Peer { handshake.grant.map(Peer.key) ?? .unknown }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { enter(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        enter(context)
        if !isTurnedAway { context.fireChannelActive() }
    }

    private func enter(_ context: ChannelHandlerContext) {
        guard case .closed = state, !isTurnedAway else { return }
        guard let number = gate.enter(context.channel) else {
            isTurnedAway = true
            return context.close(promise: nil)
        }
        let (this, channel) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.channel)
        let time = gate.limits.handshakeTime
        let timeout = context.eventLoop.scheduleTask(in: time) {
            this.value.turnAway(channel, "it did not say who it is within \(time.nanoseconds / 1_000_000) ms")
        }
        state = .opening(number, timeout: timeout)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isTurnedAway { return }
        if !hasReceived {
            let bytes = unwrapInboundIn(data)
            guard let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return }
            hasReceived = true
            if usesTLS != (first == Self.firstByteOfTLS) { return turnAwayStranger(context, first) }
        }
        let outer = Handshake.current.currentValue
        Handshake.current.currentValue = handshake
        context.fireChannelRead(data)
        Handshake.current.currentValue = outer
    }

    /// Turns away a peer that speaks TLS where it is not expected or does not where it is.
    private func turnAwayStranger(_ context: ChannelHandlerContext, _ first: UInt8) {
        let advice =
            usesTLS
            ? "this collector takes TLS only; leave out --insecure and give a key with --key-file or KUBEMON_KEY"
            : "this collector was started with --insecure and takes no TLS; give --insecure here too"
        // Frames are shorter than 16 MiB. Whatever else there is would not understand an answer; TLS clients understand
        // from this one that no TLS is spoken.
        if first == 0 || !usesTLS {
            context.writeAndFlush(
                wrapOutboundOut(Frame(.refuse(reason: advice, isFinal: true)).encoded()), promise: nil)
        }
        turnAway(context.channel, usesTLS ? "it does not speak TLS" : "it speaks TLS, but --insecure was given here")
    }

    private func turnAway(_ channel: any Channel, _ reason: String) {
        guard !isTurnedAway else { return }
        isTurnedAway = true
        gate.turnedAway(channel, reason)
        channel.close(promise: nil)
    }

    /// The connection ended before its handler was opened.
    func failed(_ channel: any Channel, _ error: any Error) {
        // A connection that only looks whether the port is open has done nothing wrong.
        guard hasReceived, !isTurnedAway else { return }
        isTurnedAway = true
        gate.turnedAway(channel, TLSFailure(error).sentence(atServer: handshake))
    }

    /// Nothing that the peer sends from now on is looked at: its key was revoked.
    func shut() { isTurnedAway = true }

    /// The peer has said who it is: neither clock nor limit holds it any more.
    func admit() {
        guard case .opening(let number, let timeout) = state else { return }
        timeout.cancel()
        state = .admitted(number)
        gate.admit(number, handshake.grant)
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch state {
        case .opening(let number, let timeout):
            timeout.cancel()
            gate.leave(number)
        case .admitted(let number): gate.leave(number)
        case .closed: break
        }
        state = .closed
        context.fireChannelInactive()
    }
}
