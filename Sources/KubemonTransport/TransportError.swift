import Glibc
import KubemonProtocol
import NIOCore
import NIOPosix

/// Why a connection or a listening socket could not be had, as one sentence for people.
public struct TransportError: Error, Equatable {
    /// Whether another program listens on the port already.
    public let isAddressInUse: Bool
    /// What went wrong.
    public let sentence: String

    init(_ error: any Error) {
        isAddressInUse = (error as? IOError)?.errnoCode == EADDRINUSE
        sentence = Self.sentence(for: error)
    }

    /// What `error` means, in a few words.
    static func sentence(for error: any Error) -> String {
        switch error {
        case let error as ProtocolError: error.sentence
        case let error as TransportError: error.sentence
        case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
        case let error as NIOConnectionError: sentence(for: error)
        case ChannelError.connectTimeout: "no answer in time"
        case is SocketAddressError, is SocketAddressError.UnknownHost: "the host is unknown"
        default: "\(error)"
        }
    }

    private static func sentence(for error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first { return sentence(for: first.error) }
        return "the host \(error.host) is unknown"
    }
}
