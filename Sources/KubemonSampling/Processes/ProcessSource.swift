import KubemonMetrics
import KubemonProcFS

/// The rows of processes: those of containers and, if wanted, all others of the machine except threads of the kernel.
struct ProcessSource {
    /// Samples without CPU time after which a process may lose its open files to a busier one.
    private static let idleSamples: UInt64 = 8

    private let host: HostPaths
    private let starter: ProcessStarter
    private let includesHost: Bool
    private var parts: [ProcessFilePart]
    private let columns: ProcessColumns
    /// In the order of their numbers.
    private var records: [ProcessRecord] = []
    private var byPid: [UInt32: ProcessRecord] = [:]
    private var kernelThreads: Set<UInt32> = []
    /// What `/proc` listed, in ascending order, now and before.
    private var listed: [UInt32] = []
    private var listedBefore: [UInt32] = []
    private var samples: UInt64 = 0
    /// A process was found to be gone: its number may belong to another one already.
    private var isStale = true
    private var clockHand = 0

    init(
        schema: Schema, host: HostPaths, selection: Selection, bootTime: UInt64, context: inout SampleContext
    ) {
        self.host = host
        includesHost = selection.includesHostProcesses
        starter = ProcessStarter(
            host: host, columns: schema.count, includesCommandLine: selection.includesCommandLines, bootTime: bootTime)
        parts = ProcessFile.allCases.compactMap { ProcessFilePart($0, of: schema, units: context.units) }
        columns = ProcessColumns(schema, files: context.files)
    }

    /// The files that every sample reads.
    var openPaths: [String] {
        records.flatMap { record in record.files.dropLast().compactMap { $0?.path } }
    }

    /// Reads which processes there are. Comes before the containers are updated: a process that enters a container in
    /// between is found there.
    mutating func list(_ context: inout SampleContext) {
        guard includesHost else { return }
        do throws(FileError) {
            try context.files.numbers(in: host.file("/proc"), into: &listed)
        } catch {
            context.journal.unreadable(host.file("/proc"), error)
        }
        guard listed != listedBefore else { return }
        isStale = true
        swap(&listed, &listedBefore)
        // The kernel lists them in ascending order, but does not promise to.
        listedBefore.sort()
    }

    /// Appends the rows of all processes.
    mutating func sample(
        _ containers: [Container], isChanged: Bool, into table: inout Table, _ context: inout SampleContext
    ) {
        samples += 1
        if isChanged || isStale { reconcile(containers, &context) }
        for index in records.indices {
            let record = records[index]
            let row = table.appendRow(entity: record.entity)
            if let container = record.container, container.labelVersion != record.labelVersion {
                starter.describe(record, &context)
            }
            if record.isGone || !read(record, into: &table, row: row, &context) {
                table.removeLastRow()
                record.isGone = true
                isStale = true
            }
        }
        if isStale { removeGone(&context) }
    }

    // MARK: Which processes there are

    private mutating func reconcile(_ containers: [Container], _ context: inout SampleContext) {
        isStale = false
        for record in records { record.isFound = false }
        for container in containers where !container.isGone {
            for members in container.members {
                for pid in members.pids { found(pid, in: container, &context) }
            }
        }
        if includesHost {
            for pid in listedBefore where !kernelThreads.contains(pid) {
                if let record = byPid[pid], record.isFound { continue }
                found(pid, in: nil, &context)
            }
            kernelThreads = kernelThreads.filter { pid in
                let index = listedBefore.firstPosition(of: pid)
                return index < listedBefore.count && listedBefore[index] == pid
            }
        }
        for record in records where !record.isFound { record.isGone = true }
    }

    private mutating func found(_ pid: UInt32, in container: Container?, _ context: inout SampleContext) {
        if let record = byPid[pid] {
            record.isFound = true
            if record.container !== container {
                // An ended process that nobody has waited for is listed in no cgroup; it stays where it was.
                record.mayHaveMoved = container == nil
                if let container { move(record, to: container, &context) }
            }
            return
        }
        switch starter.start(pid, in: container, sample: samples, &context) {
        case .record(let record):
            records.append(record)
            byPid[pid] = record
        case .kernelThread: kernelThreads.insert(pid)
        case .none: break
        }
    }

    private func move(_ record: ProcessRecord, to container: Container?, _ context: inout SampleContext) {
        record.container = container
        record.mayHaveMoved = false
        starter.describe(record, &context)
    }

    private mutating func removeGone(_ context: inout SampleContext) {
        guard records.contains(where: \.isGone) else { return }
        for record in records where record.isGone {
            context.journal.end(record.entity)
            if byPid[record.pid] === record { byPid[record.pid] = nil }
        }
        records.removeAll(where: \.isGone)
    }

    // MARK: Numbers of one process

    /// Returns false if the process is gone.
    private mutating func read(
        _ record: ProcessRecord, into table: inout Table, row: Int, _ context: inout SampleContext
    ) -> Bool {
        for index in parts.indices {
            let file = parts[index].file
            if file == .status {
                carry(record, part: index, into: &table, row: row, &context)
                continue
            }
            guard let kept = record.files[file.rawValue] else { continue }
            do throws(FileError) {
                try context.fill(kept, isShownAtOnce: true)
            } catch {
                if file == .stat, error.meansAbsent { return false }
                failed(file, of: record, error, &context)
                continue
            }
            if file == .stat, !isSame(record, &context) { return false }
            parse(index, kept, into: &table, row: row, &context)
            if file == .stat { noteActivity(record, table, row, &context) }
        }
        return true
    }

    private mutating func parse(
        _ index: Int, _ kept: KeptFile, into table: inout Table, row: Int, _ context: inout SampleContext
    ) {
        do throws(ParseError) {
            let text = context.buffer.bytes.span.extracting(0..<context.buffer.count)
            try parts[index].parser.parse(text, into: &table, row: row)
        } catch {
            context.journal.malformed(kept, error)
        }
    }

    /// Whether the text of `stat` is of the process that was found; if it has another name now, it is described anew.
    private func isSame(_ record: ProcessRecord, _ context: inout SampleContext) -> Bool {
        // A file that was kept open can't be another process's.
        if record.files[ProcessFile.stat.rawValue]?.isOpen != true {
            let stat = ProcessStat(context.buffer.bytes.span.extracting(0..<context.buffer.count))
            guard stat?.start == record.start else { return false }
        }
        let found = ProcessStat.name(in: context.buffer.bytes.span.extracting(0..<context.buffer.count))
        guard let name = found else { return false }
        guard !context.buffer.holds(record.name, at: name) else { return true }
        record.name = Array(context.buffer.bytes[name])
        // The text in the buffer is still to be parsed.
        let buffer = context.buffer
        starter.readCommandLine(of: record, &context)
        starter.describe(record, &context)
        context.buffer = buffer
        return true
    }

    /// Notes whether the process has used CPU time, and keeps its files open if it is busier than others.
    private mutating func noteActivity(
        _ record: ProcessRecord, _ table: Table, _ row: Int, _ context: inout SampleContext
    ) {
        if record.mayHaveMoved {
            record.mayHaveMoved = false
            if !columns.isZombie(table, row) { move(record, to: nil, &context) }
        }
        let time = columns.cpuTime(table, row)
        guard time != record.cpuTime else { return }
        record.cpuTime = time
        record.lastActive = samples
        if !record.isKept { promote(record, &context) }
    }

    /// Gives the open files of an idle process to this one.
    private mutating func promote(_ record: ProcessRecord, _ context: inout SampleContext) {
        for _ in 0..<min(8, records.count) {
            clockHand = (clockHand + 1) % records.count
            let other = records[clockHand]
            guard other.isKept, other.lastActive + Self.idleSamples < samples else { continue }
            other.isKept = false
            other.files = other.files.map { $0.map { KeptFile(path: $0.path) } }
            break
        }
        guard context.processDescriptors.remaining >= ProcessFile.allCases.count else { return }
        record.isKept = true
        record.files = starter.open(host.file("/proc/\(record.pid)/"), isKept: true, &context)
    }

    /// Reads what is dear only if the process ran, else takes the last values.
    private mutating func carry(
        _ record: ProcessRecord, part: Int, into table: inout Table, row: Int, _ context: inout SampleContext
    ) {
        let activity = columns.activity(table, row)
        if activity != record.activity, let kept = record.files[ProcessFile.status.rawValue] {
            record.activity = activity
            do throws(FileError) {
                try context.fill(kept, isShownAtOnce: true)
                noteUser(of: record, &context)
                // What the file does not say any more, as of a process that has ended, is missing.
                record.carried.removeAll()
                record.carried.appendRow(entity: 0)
                parse(part, kept, into: &record.carried, row: 0, &context)
            } catch {
                failed(.status, of: record, error, &context)
            }
            columns.readDescriptors(of: record, context.files)
        }
        columns.copy(record.carried, into: &table, row: row)
    }

    private func noteUser(of record: ProcessRecord, _ context: inout SampleContext) {
        let user = ProcessStatus(context.buffer.bytes.span.extracting(0..<context.buffer.count)).user
        guard user != record.user else { return }
        record.user = user
        starter.describe(record, &context)
    }

    private func failed(
        _ file: ProcessFile, of record: ProcessRecord, _ error: FileError, _ context: inout SampleContext
    ) {
        guard !error.meansAbsent else { return }
        record.files[file.rawValue] = nil
        if error.meansForbidden {
            context.journal.sayOnce(
                "\(file.path) columns of processes that may not be read, such as \(record.pid), are missing: run the "
                    + "monitor as root, or with CAP_SYS_PTRACE", about: "processes " + file.path)
        } else {
            context.journal.unreadable(host.file("/proc/PID/\(file.path)"), error)
        }
    }
}
