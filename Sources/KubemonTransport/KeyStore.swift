import Glibc
import Synchronization

/// The keys that a collector knows now. Safe to use from any thread.
public final class KeyStore: Sendable {
    private struct State: Sendable {
        var entries: [String: KeyFile.Entry] = [:]
        var version = Version()
        var problem: String?
    }

    /// What changes whenever the file does.
    private struct Version: Sendable, Equatable {
        var inode: UInt = 0
        var seconds = 0
        var nanoseconds = 0
        var size = 0
    }

    private let path: String
    private let state = Mutex(State())
    /// Keys of this process alone: they stand in no file and end with it.
    private let own: Mutex<[String: KeyFile.Entry]> = Mutex([:])
    /// Number of the collector; no secret.
    public let collector: String

    /// Reads the keys at `path`; makes the file, with one key of each role, if there is none.
    ///
    /// - Parameter time: now (RFC 3339), for keys that are made.
    /// - Throws: ``KeyFileError``.
    public init(path: String, at time: String) throws(KeyFileError) {
        self.path = path
        collector = try KeyFile.change(path, at: time) { $0.collector }
        refresh()
        if let problem { throw KeyFileError(problem) }
    }

    /// What is wrong with the file since it was last changed; the keys before the change count until it is mended.
    public var problem: String? { state.withLock { $0.problem } }

    /// Reads the file again if it has changed.
    ///
    /// - Returns: whether it had changed.
    @discardableResult
    public func refresh() -> Bool {
        state.withLock { state in
            var (status, version) = (stat(), Version())
            if stat(path, &status) == 0 {
                version = Version(
                    inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
                    size: Int(status.st_size))
            }
            guard version != state.version else { return false }
            state.version = version
            do throws(KeyFileError) {
                guard let file = try KeyFile.read(path) else {
                    throw KeyFileError("\(path) is missing; the keys that were in it count until the next start")
                }
                state.entries = Dictionary(file.entries.map { ($0.key.identity, $0) }, uniquingKeysWith: { $1 })
                state.problem = nil
            } catch {
                state.problem = error.sentence
            }
            return true
        }
    }

    /// A key of this process alone, for what it does itself: it stands in no file and can't be revoked.
    public func makeOwn(_ role: Grant.Role) -> AccessKey {
        let key = AccessKey(identity: "local-\(role.rawValue)")
        let grant = Grant(identity: key.identity, role: role)
        own.withLock { $0[key.identity] = KeyFile.Entry(key: key, grant: grant) }
        return key
    }

    /// The key of that name, or `nil` if it was never made or is revoked.
    func entry(_ identity: String) -> KeyFile.Entry? {
        own.withLock { $0[identity] } ?? state.withLock { $0.entries[identity] }
    }

    /// Whether a key of that name still allows what it did.
    func allows(_ grant: Grant) -> Bool { entry(grant.identity)?.grant == grant }
}
