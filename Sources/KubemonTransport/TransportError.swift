import Glibc
import KubemonProtocol
import NIOCore
import NIOPosix

/// Why a connection or a listening socket could not be had, as one sentence for people.
public struct TransportError: Error, Equatable {
    /// The port to listen on, if another program has it already.
    public let takenPort: Int?
    /// Whether trying again is of no use until somebody has changed a key, an option or a port.
    public let isFinal: Bool
    /// Whether it was a collector that would not talk to us.
    public let isFromCollector: Bool
    /// What went wrong.
    public let sentence: String
    /// Errno of the system call that failed; 0 if it was none.
    private let number: Int32

    /// What went wrong, and where it is worth looking.
    public var sentenceWithAdvice: String {
        switch number {
        case ECONNREFUSED:
            sentence + " (is the collector running there, on this port? does a firewall refuse connections to it?)"
        case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH:
            sentence + " (is this the right host and port? does a firewall drop what is sent there?)"
        default: sentence
        }
    }

    /// - Parameter port: the port to listen on, if that is what failed.
    init(_ error: any Error, port: Int? = nil) {
        if let error = error as? TransportError {
            self = error
            return
        }
        takenPort = (error as? IOError)?.errnoCode == EADDRINUSE ? port : nil
        (isFinal, isFromCollector) = (false, false)
        sentence = Self.sentence(for: error)
        number = Self.number(of: error)
    }

    /// A TLS handshake failed with that key, which should be one of that role.
    init(_ failure: TLSFailure, key: AccessKey?, role: Grant.Role) {
        takenPort = nil
        (isFinal, isFromCollector) =
            switch failure {
            case .unknownKey, .wrongSecret: (true, true)
            case .noTLS, .noSharedKeys: (true, false)
            case .ended, .other: (false, false)
            }
        sentence = failure.sentence(withKey: key, role: role)
        number = 0
    }

    /// The other end said in so many words that it will not talk to us.
    public init(refusal: String, isFinal: Bool) {
        takenPort = nil
        isFromCollector = true
        self.isFinal = isFinal
        sentence = refusal
        number = 0
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

    private static func number(of error: any Error) -> Int32 {
        switch error {
        case let error as IOError: error.errnoCode
        case let error as NIOConnectionError: error.connectionErrors.first.map { number(of: $0.error) } ?? 0
        case ChannelError.connectTimeout: ETIMEDOUT
        default: 0
        }
    }

    private static func sentence(for error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first { return sentence(for: first.error) }
        return "the host \(error.host) is unknown"
    }
}
