/// What a collector tells a monitor.
public enum MonitorFrame: Sendable, Equatable {
    /// Answer to the hello: the interval in force and, per epoch, the last number that need not be sent again.
    case welcome(interval: UInt64, positions: [UInt64: UInt64])
    /// The collector will not talk to this peer; `isFinal` says that trying again is of no use until somebody has changed
    /// a key, an option or a port.
    case refuse(reason: String, isFinal: Bool)
    /// The interval changes now, ns (R8).
    case configure(interval: UInt64)
    /// Nothing up to `sequence` need ever be sent again (R5).
    case acknowledge(epoch: UInt64, sequence: UInt64)
    /// Send again from `sequence` on (R7).
    case resume(epoch: UInt64, sequence: UInt64)
    /// An item that the collector can't use; it goes on without it (R6).
    case reject(epoch: UInt64, sequence: UInt64, reason: String)
    /// A heartbeat comes back: wall clocks of the monitor when it sent and of the collector when it answered, ns.
    case heartbeat(sent: UInt64, answered: UInt64)
}

extension Frame {
    /// What a collector tells a monitor, as a frame.
    public init(_ message: MonitorFrame) {
        switch message {
        case .welcome(let interval, let positions):
            var wire = WireWelcome()
            wire.protocol = Hello.currentProtocol
            wire.interval = interval
            wire.positions = positions.sorted { $0.key < $1.key }.map { epoch, last in
                var position = WirePosition()
                (position.epoch, position.last) = (epoch, last)
                return position
            }
            self.init(.welcome(wire))
        case .refuse(let reason, let isFinal):
            var wire = WireRefuse()
            (wire.reason, wire.final) = (reason, isFinal)
            self.init(.refuse(wire))
        case .configure(let interval):
            var wire = WireConfigure()
            wire.interval = interval
            self.init(.configure(wire))
        case .acknowledge(let epoch, let sequence):
            var wire = WireAck()
            (wire.epoch, wire.sequence) = (epoch, sequence)
            self.init(.ack(wire))
        case .resume(let epoch, let sequence):
            var wire = WireResume()
            (wire.epoch, wire.sequence) = (epoch, sequence)
            self.init(.resume(wire))
        case .reject(let epoch, let sequence, let reason):
            var wire = WireReject()
            (wire.epoch, wire.sequence, wire.reason) = (epoch, sequence, reason)
            self.init(.reject(wire))
        case .heartbeat(let sent, let answered):
            self.init(heartbeatSent: sent, answered: answered)
        }
    }

    /// What a collector tells a monitor, or `nil` if this frame is something else.
    public var monitorFrame: MonitorFrame? {
        switch wire.content {
        case .welcome(let wire):
            .welcome(
                interval: wire.interval,
                positions: Dictionary(wire.positions.map { ($0.epoch, $0.last) }, uniquingKeysWith: { $1 }))
        case .refuse(let wire):
            .refuse(reason: WireText.cleaned(wire.reason, limit: 1024), isFinal: wire.final)
        case .configure(let wire): .configure(interval: wire.interval)
        case .ack(let wire): .acknowledge(epoch: wire.epoch, sequence: wire.sequence)
        case .resume(let wire): .resume(epoch: wire.epoch, sequence: wire.sequence)
        case .reject(let wire):
            .reject(epoch: wire.epoch, sequence: wire.sequence, reason: WireText.cleaned(wire.reason, limit: 1024))
        case .heartbeat(let wire): .heartbeat(sent: wire.sent, answered: wire.answered)
        default: nil
        }
    }

    /// A monitor's hello.
    public init(_ hello: Hello) { self.init(.hello(hello.wire)) }

    /// The hello that this frame is, or `nil`.
    public var hello: Hello? {
        if case .hello(let wire) = wire.content { Hello(wire) } else { nil }
    }

    /// A heartbeat; the monitor leaves `answered` 0.
    public init(heartbeatSent sent: UInt64, answered: UInt64 = 0) {
        var wire = WireHeartbeat()
        (wire.sent, wire.answered) = (sent, answered)
        self.init(.heartbeat(wire))
    }

    /// When the monitor sent the heartbeat that this frame is, ns of its wall clock; `nil` for another frame.
    public var heartbeatSent: UInt64? {
        if case .heartbeat(let wire) = wire.content { wire.sent } else { nil }
    }
}
