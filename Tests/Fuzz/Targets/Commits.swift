@testable import KubemonRecording

/// A commit file after a crash or on a broken disk: only what was written whole is believed.
enum Commits {
    static func run(_ bytes: [UInt8]) {
        if let record = CommitRecord(bytes) {
            precondition(CommitRecord(record.encoded()) == record, "a commit does not survive being written again")
        }
        // With a right magic, length and checksum around them, so that the fields behind those are reached too.
        var framed = CommitBytes()
        framed.put(CommitRecord.magic)
        framed.put(UInt32(0))
        for byte in bytes { framed.put(byte) }
        framed.setLength(at: 8, extra: 4)
        framed.put(CRC32C(of: framed.all.span).value)
        if let record = CommitRecord(framed.all) {
            precondition(CommitRecord(record.encoded()) == record, "a commit does not survive being written again")
        }
    }
}
