import Glibc
import KubemonProtocol
public import NIOCore
import Synchronization

/// Bounds what connections can use up before it is known who is there, and closes those whose key was revoked. One gate
/// serves several listening sockets. Safe to use from any thread.
public final class Gate: Sendable {
    /// How much is let in.
    public struct Limits: Sendable {
        /// A peer must have said who it is, TLS included, within that time.
        public var handshakeTime = TimeAmount.seconds(10)
        /// A frame that has begun must be whole within that time, where a port asks for it.
        public var frameTime = TimeAmount.seconds(10)
        /// A connection to the command port on which nothing was asked for so long is closed, so that idle ones can't use up
        /// the descriptors.
        public var idleTime = TimeAmount.minutes(10)
        /// Connections of one address (of one /64 network with IPv6) that have not said who they are.
        public var openingPerAddress = 64
        /// Connections of all addresses that have not said who they are; beyond it the oldest of them is closed.
        public var opening = 1024
        /// All connections.
        public var total = 16_384

        /// The usual limits.
        public init() {}
    }

    private struct State: Sendable {
        var nextNumber = 0
        var opening: [Int: (network: String, channel: any Channel)] = [:]
        var perNetwork: [String: Int] = [:]
        var admitted: [Int: (grant: Grant?, channel: any Channel)] = [:]
        /// Those that ``Gate/refresh(_:)`` asked last.
        var keys: KeyStore?
    }

    /// What is let in.
    public let limits: Limits
    private let state = Mutex(State())
    private let refused: @Sendable (_ address: String, _ reason: String) -> Void

    /// Creates a gate.
    ///
    /// - Parameter refused: told about every connection that was turned away before its handler was opened.
    public init(
        limits: Limits = Limits(), refused: @escaping @Sendable (_ address: String, _ reason: String) -> Void
    ) {
        self.limits = limits
        self.refused = refused
    }

    /// A connection was accepted.
    ///
    /// - Returns: its number, or `nil` if it must be closed.
    func enter(_ channel: any Channel) -> Int? {
        let network = Self.network(of: channel.remoteAddress)
        var (oldest, problem): ((any Channel)?, String?) = (nil, nil)
        let number = state.withLock { state -> Int? in
            if state.opening.count + state.admitted.count >= limits.total {
                problem = "there are \(limits.total) connections already, and no descriptors for more"
            } else if state.perNetwork[network, default: 0] >= limits.openingPerAddress {
                problem = "\(limits.openingPerAddress) connections from there have not said who they are yet"
            }
            guard problem == nil else { return nil }
            if state.opening.count >= limits.opening, let number = state.opening.keys.min() {
                oldest = state.opening[number]?.channel
                Self.drop(number, from: &state)
            }
            state.nextNumber += 1
            state.opening[state.nextNumber] = (network, channel)
            state.perNetwork[network, default: 0] += 1
            return state.nextNumber
        }
        if let problem { turnedAway(channel, problem) }
        if let oldest { oldest.eventLoop.execute { oldest.close(promise: nil) } }
        return number
    }

    /// The peer has said who it is. Its key may have been revoked since the handshake.
    func admit(_ number: Int, _ grant: Grant?) {
        let (channel, keys) = state.withLock { state -> ((any Channel)?, KeyStore?) in
            guard let channel = state.opening[number]?.channel else { return (nil, nil) }
            Self.drop(number, from: &state)
            state.admitted[number] = (grant, channel)
            return (channel, state.keys)
        }
        guard let channel, let grant, let keys, !refresh(keys), !keys.allows(grant) else { return }
        dismiss(channel, grant)
    }

    /// A connection is gone.
    func leave(_ number: Int) {
        state.withLock { state in
            Self.drop(number, from: &state)
            state.admitted[number] = nil
        }
    }

    func turnedAway(_ channel: any Channel, _ reason: String) {
        refused(channel.remoteAddress.map(Address.text) ?? "unknown", reason)
    }

    /// Reads the keys again if their file has changed, and closes the connections of keys that are not there any more.
    ///
    /// - Returns: whether the file had changed.
    @discardableResult
    public func refresh(_ keys: KeyStore) -> Bool {
        state.withLock { $0.keys = keys }
        guard keys.refresh() else { return false }
        let admitted = state.withLock { $0.admitted.values.map { $0 } }
        for case (let grant?, let channel) in admitted where !keys.allows(grant) { dismiss(channel, grant) }
        return true
    }

    /// Closes the connection of a key that is not there any more.
    private func dismiss(_ channel: any Channel, _ grant: Grant) {
        let reason =
            "the key '\(grant.identity)' was revoked; make another one with 'kubemon key create --role \(grant.role.rawValue)'"
        let farewell = Frame(.refuse(reason: reason, isFinal: true)).encoded()
        channel.eventLoop.execute {
            // Whether it reads this is not waited for: the socket is closed below TLS, which would wait for an answer.
            let door = try? channel.pipeline.syncOperations.context(handlerType: Door.self)
            (door?.handler as? Door)?.shut()
            channel.writeAndFlush(farewell).whenComplete { _ in channel.close(promise: nil) }
            let bound = NIOLoopBound(door, eventLoop: channel.eventLoop)
            channel.eventLoop.scheduleTask(in: .seconds(1)) { bound.value?.close(promise: nil) }
        }
        turnedAway(channel, "its key '\(grant.identity)' was revoked")
    }

    private static func drop(_ number: Int, from state: inout State) {
        guard let network = state.opening.removeValue(forKey: number)?.network else { return }
        let count = state.perNetwork[network, default: 1] - 1
        state.perNetwork[network] = count > 0 ? count : nil
    }

    /// What one attacker can have many addresses of without effort: an IPv4 address, a /64 of IPv6.
    private static func network(of address: SocketAddress?) -> String {
        guard let text = address?.ipAddress else { return "" }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard text.contains(":"), inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        // IPv4 addresses that came over an IPv6 socket are ::ffff:a.b.c.d.
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? text : "\(bytes[..<8])"
    }
}
