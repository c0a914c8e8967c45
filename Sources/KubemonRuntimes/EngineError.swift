import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Why a runtime's socket gave no answer.
enum EngineError: Error, Hashable {
    /// There is no such path.
    case missing
    /// This user may not open it.
    case denied
    /// The connection was not possible for another reason; its text.
    case unreachable(String)
    /// No answer in time.
    case slow
    /// The answer is not what Docker's API says; what it is instead.
    case rubbish(String)
    /// The connection ended.
    case ended

    /// What went wrong with a connection.
    init(_ error: any Error) {
        switch error {
        case let error as EngineError: self = error
        case let error as IOError where error.errnoCode == ENOENT || error.errnoCode == ENOTDIR: self = .missing
        case let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM: self = .denied
        // A listener that accepts nobody: its queue is full.
        case let error as IOError where error.errnoCode == EAGAIN: self = .slow
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: self = .ended
        case let error as IOError: self = .unreachable(String(cString: strerror(error.errnoCode)))
        case ChannelError.connectTimeout: self = .slow
        case HTTPParserError.invalidEOFState: self = .ended
        case is SocketAddressError: self = .unreachable("the path is longer than 107 bytes")
        case is DecodingError: self = .rubbish("JSON that is not understood")
        default: self = .rubbish("something else than HTTP")
        }
    }

    /// What people are told about the socket at `path`. Nil where silence is right: a usual place where nothing runs.
    func sentence(path: String, isExplicit: Bool, wasLive: Bool) -> String? {
        switch self {
        case .missing where wasLive, .unreachable where wasLive, .ended:
            "The container runtime at \(path) does not answer: names and exit codes may be missing until it does."
        case .missing where isExplicit:
            "There is no container runtime's socket at \(path): start the runtime or correct the path."
        case .unreachable(let reason) where isExplicit:
            "The container runtime at \(path) cannot be reached (\(reason)): start it or correct the path."
        case .missing, .unreachable: nil
        case .denied:
            "This user may not open the container runtime's socket \(path): names come from files and exit codes are "
                + "missing; run as root or in the socket's group."
        case .slow:
            "The container runtime at \(path) does not answer in time: names and exit codes may be missing until it does."
        case .rubbish(let what):
            "What answers at \(path) is no Docker or Podman API (it sent \(what)): name another socket or none."
        }
    }

    /// What it counts as: each is said once until it was healed.
    var cause: Int {
        switch self {
        case .missing, .unreachable, .ended: 0
        case .denied: 1
        case .slow: 2
        case .rubbish: 3
        }
    }
}
