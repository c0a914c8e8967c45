import Glibc
import Testing

/// A TCP connection that sends whatever it is told.
final class RawPeer {
    private let descriptor: Int32

    /// - Parameters:
    ///   - source: the address that it comes from, if not the usual one.
    ///   - receiveBuffer: bytes that the kernel keeps for it, if it is to be few.
    init(host: String, port: Int, from source: String? = nil, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        if let source {
            let isBound = Self.with(source, 0) { bind(descriptor, $0, $1) }
            try #require(isBound == 0, "errno \(errno)")
        }
        let isConnected = Self.with(host, port) { connect(descriptor, $0, $1) }
        try #require(isConnected == 0, "errno \(errno)")
    }

    private static func with(
        _ host: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(descriptor) }

    /// Sends all of it; `false` if the other end has closed the connection.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Bytes as they come; `nil` once the other end has closed the connection, or if nothing comes within half a minute.
    func receive() -> [UInt8]? {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        guard poll(&ready, 1, 30_000) > 0 else { return nil }
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Reads until the other end closes the connection, or so many milliseconds are over; whether it closed.
    func isClosed(within milliseconds: Int32) -> Bool {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while poll(&ready, 1, milliseconds) > 0 {
            if recv(descriptor, &buffer, buffer.count, 0) <= 0 { return true }
        }
        return false
    }

    /// Whether the other end has closed the connection by now.
    var isClosedNow: Bool {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        return poll(&ready, 1, 0) > 0 && recv(descriptor, &byte, 1, Int32(MSG_PEEK)) <= 0
    }

    /// Reads until the other end closes the connection; `false` if it does not within half a minute.
    func isClosed() -> Bool { isClosed(within: 30_000) }
}
