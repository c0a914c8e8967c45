import KubemonProtocol

/// One run in a spool.
struct SpooledRun {
    /// Its place in the order of runs.
    let number: UInt64
    let epoch: UInt64
    /// What its `.run` file says, or is to say.
    var record: RunRecord
    /// Whether the file says it.
    var isRecorded = false
    /// Bytes of each group's file that count, by the number of the group's first item.
    var groups: [UInt64: UInt64] = [:]

    var name: String { SpoolName.run(number, epoch: epoch).text }
    func name(of group: UInt64) -> String { SpoolName.group(number, epoch: epoch, first: group).text }
}
