/// The path of the recording that is being written, kept in the state directory so that the next start of a collector
/// goes on with it (R15, R17: only `stop` ends a recording).
public struct ActiveRecording {
    static let fileName = "active-recording"

    private let directory: String
    private let files: any FileSystem

    /// Looks into the state directory at `directory`, which must exist to be written.
    public init(stateDirectory directory: String, files: any FileSystem = SystemFiles()) {
        self.directory = directory
        self.files = files
    }

    /// The absolute path of the active recording, or `nil` if there is none.
    ///
    /// - Throws: the failure, if the state directory exists and can't be read.
    public func path() throws(RecordingError) -> String? {
        do throws(FileFailure) {
            let state = try files.open(path: directory)
            defer { files.close(state) }
            guard let bytes = try files.contents(of: Self.fileName, in: state, limit: 4096) else { return nil }
            let path = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            return path.isEmpty ? nil : path
        } catch {
            throw .file(error)
        }
    }

    /// Remembers the recording at an absolute path. Atomic and on the disk on return.
    public func set(_ path: String) throws(RecordingError) { try replace(with: Array(path.utf8) + [0x0A]) }

    /// Forgets it: the recording was stopped.
    public func clear() throws(RecordingError) { try replace(with: []) }

    private func replace(with bytes: [UInt8]) throws(RecordingError) {
        do throws(FileFailure) {
            let state = try files.open(path: directory)
            defer { files.close(state) }
            try files.replace(Self.fileName, in: state, with: bytes)
        } catch {
            throw .file(error)
        }
    }
}
