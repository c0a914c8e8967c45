import KubemonMetrics
import KubemonProcFS

/// One process, as long as it exists.
final class ProcessRecord {
    let pid: UInt32
    /// When it started, ticks since boot; with ``pid`` its identity.
    let start: UInt64
    let entity: UInt32
    /// The container that it runs in; `nil` outside of containers.
    var container: Container?
    /// The labels of the container that ``entity`` is described with.
    var labelVersion = -1
    /// Its name, as the kernel has it.
    var name: [UInt8]
    /// The process's number in its own pid namespace; 0 where that is the machine's.
    let innerPid: UInt32
    /// Its user.
    var user: UInt32
    /// Its command line; empty if it is not wanted.
    var commandLine = ""
    /// One per file of ``ProcessFile``; `nil` where it can't be read.
    var files: [KeptFile?]
    var isKept: Bool
    /// CPU time at the last sample, to see whether it ran.
    var cpuTime: UInt64 = .max
    /// What ``ProcessColumns/activity(_:_:)`` said at the last sample; `nil` before the first.
    var activity: UInt64?
    /// The sample at which it last had used CPU time.
    var lastActive: UInt64
    /// What is carried forward while it does not run: one row with the columns of the process table.
    var carried: Table
    var isGone = false
    /// Whether the last look at the lists found it.
    var isFound = true
    /// Whether it is in no container's list any more, because it was moved or has ended.
    var mayHaveMoved = false
    /// Where its open descriptors are listed; `nil` if that may not be read.
    let descriptorPath: String?

    init(
        pid: UInt32, start: UInt64, entity: UInt32, name: [UInt8], status: ProcessStatus, files: [KeptFile?],
        isKept: Bool, sample: UInt64, columns: Int
    ) {
        (self.pid, self.start, self.entity) = (pid, start, entity)
        (self.name, self.files, self.isKept) = (name, files, isKept)
        (user, innerPid) = (status.user, status.innerPid)
        lastActive = sample
        descriptorPath = files[ProcessFile.stat.rawValue].map { $0.path.dropLast(ProcessFile.stat.path.count) + "fd" }
        carried = Table(columnCount: columns)
        carried.appendRow(entity: 0)
    }

    /// What stands in rows and in `entities.csv`.
    ///
    /// - Parameter started: `start` as a time.
    func labels(started: String) -> [Entity.Label] {
        var labels = container?.identityLabels() ?? []
        labels.append(Entity.Label("pid", String(pid)))
        labels.append(Entity.Label("start", started))
        labels.append(Entity.Label("comm", String(decoding: name, as: UTF8.self)))
        if innerPid > 0 { labels.append(Entity.Label("ns_pid", String(innerPid))) }
        labels.append(Entity.Label("uid", String(user)))
        labels.append(Entity.Label("start_ticks", String(start)))
        if !commandLine.isEmpty { labels.append(Entity.Label("cmdline", commandLine)) }
        return labels
    }
}
