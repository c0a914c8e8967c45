import FoundationEssentials
public import KubemonMetrics

/// What one monitor sent, on its way to a console.
public struct MonitorFeed: Sendable, Equatable {
    /// The run of the monitor.
    public var source: StreamSource
    /// What came before was not passed on: schemas and a key group follow.
    public var isRestart: Bool
    /// Frames, each behind its length.
    public var frames: [UInt8]

    /// Describes a feed.
    public init(source: StreamSource, isRestart: Bool, frames: [UInt8]) {
        (self.source, self.isRestart, self.frames) = (source, isRestart, frames)
    }
}

extension Frame {
    /// What a monitor sent.
    public init(_ feed: MonitorFeed) {
        var wire = WireFeed()
        (wire.node, wire.epoch, wire.restart) = (feed.source.node, feed.source.epoch, feed.isRestart)
        wire.frames = Data(feed.frames)
        self.init(.feed(wire))
    }

    /// What a monitor sent, or `nil` if this frame is something else.
    public var feed: MonitorFeed? {
        guard case .feed(let wire) = wire.content else { return nil }
        let source = StreamSource(node: WireText.cleaned(wire.node, limit: 253), epoch: wire.epoch)
        return MonitorFeed(source: source, isRestart: wire.restart, frames: Array(wire.frames))
    }

    /// A received frame as it came, behind its length; empty for one that was made here.
    public var received: [UInt8] {
        body.isEmpty ? [] : withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) } + body
    }

    /// A console's wish to see the fleet.
    public static var subscribe: Frame {
        var wire = WireSubscribe()
        wire.protocol = Hello.currentProtocol
        return Frame(.subscribe(wire))
    }

    /// The version of the protocol that a console speaks that wants to see the fleet; `nil` for another frame.
    public var subscription: UInt32? {
        if case .subscribe(let wire) = wire.content { wire.protocol } else { nil }
    }
}
