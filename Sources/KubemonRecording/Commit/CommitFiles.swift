/// The two commit files, written in turn: while one is written the other still counts (R14).
struct CommitFiles {
    static let names = [".commit-0", ".commit-1"]
    /// Each file is filled with zeros at the start, so that a commit does not need room that a full disk has not.
    static let preallocated = 64 << 10

    private let files: any FileSystem
    private let descriptors: [Int32]

    /// Makes both files in a new recording and locks it.
    static func create(in directory: Int32, files: any FileSystem) throws(FileFailure) -> CommitFiles? {
        var descriptors: [Int32] = []
        for name in names { descriptors.append(try files.open(name, in: directory, for: .create)) }
        guard try files.lock(descriptors[0]) else { return nil }
        let zeros = [UInt8](repeating: 0, count: preallocated)
        for descriptor in descriptors {
            try files.writeAll(zeros.span, to: descriptor, at: 0)
            try files.synchronize(file: descriptor)
        }
        return CommitFiles(files: files, descriptors: descriptors)
    }

    /// Opens both files of an existing recording and locks it; `nil` if another process holds the lock.
    static func open(in directory: Int32, files: any FileSystem) throws(FileFailure) -> CommitFiles? {
        let first = try files.open(names[0], in: directory, for: .write)
        do throws(FileFailure) {
            if try files.lock(first) {
                return CommitFiles(
                    files: files, descriptors: [first, try files.open(names[1], in: directory, for: .write)])
            }
        } catch {
            files.close(first)
            throw error
        }
        files.close(first)
        return nil
    }

    /// The newest whole commit of the recording in `directory`, without locking; `nil` if there is none.
    static func newest(in directory: Int32, files: any FileSystem) throws(FileFailure) -> CommitRecord? {
        var newest: CommitRecord?
        for name in names {
            guard let contents = try files.contents(of: name, in: directory, limit: CommitRecord.longest),
                let record = CommitRecord(contents), record.number > newest?.number ?? 0
            else { continue }
            newest = record
        }
        return newest
    }

    /// Writes a commit. It counts once this has returned; after a failure it may or may not.
    func write(_ record: CommitRecord) throws(FileFailure) {
        let descriptor = descriptors[Int(record.number % 2)]
        try files.writeAll(record.encoded().span, to: descriptor, at: 0)
        try files.synchronize(file: descriptor)
    }

    /// Makes sure that the commit `number`, whose write failed, never counts: it may stand in the page cache or even on
    /// the disk, and once the tables are cut it would be a lie (R16).
    func withdraw(_ number: UInt64) throws(FileFailure) {
        let descriptor = descriptors[Int(number % 2)]
        let zeros = [UInt8](repeating: 0, count: CommitRecord.headerLength)
        try files.writeAll(zeros.span, to: descriptor, at: 0)
        try files.synchronize(file: descriptor)
    }

    /// Closes both files and gives up the lock.
    func close() {
        for descriptor in descriptors { files.close(descriptor) }
    }
}
