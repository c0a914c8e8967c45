import KubemonMetrics
import KubemonProcFS

/// Finds out what a process is, once.
struct ProcessStarter {
    /// What `start` gives.
    enum Outcome {
        case record(ProcessRecord)
        case kernelThread
        /// It has ended already, or may not be seen.
        case none
    }

    private static let commandLineLimit = 4096

    let host: HostPaths
    let columns: Int
    let includesCommandLine: Bool
    /// Seconds since 1970 at which the machine booted.
    let bootTime: UInt64

    func start(
        _ pid: UInt32, in container: Container?, sample: UInt64, _ context: inout SampleContext
    ) -> Outcome {
        let directory = host.file("/proc/\(pid)/")
        do throws(FileError) {
            try context.buffer.fill(from: context.files.open(directory + "stat"), of: context.files)
        } catch {
            return .none
        }
        guard let stat = ProcessStat(context.buffer.bytes.span.extracting(0..<context.buffer.count)) else {
            return .none
        }
        if stat.isKernelThread { return .kernelThread }
        let name = Array(context.buffer.bytes[stat.name])
        let status = ProcessStatus(Array(context.text(of: directory + "status").utf8).span)
        let entity = context.journal.appear(.process, labels: []).number
        let isKept = context.processDescriptors.remaining >= ProcessFile.allCases.count
        let record = ProcessRecord(
            pid: pid, start: stat.start, entity: entity, name: name, status: status,
            files: open(directory, isKept: isKept, &context), isKept: isKept, sample: sample, columns: columns)
        record.container = container
        readCommandLine(of: record, &context)
        describe(record, &context)
        return .record(record)
    }

    /// Describes the process as it is now.
    func describe(_ record: ProcessRecord, _ context: inout SampleContext) {
        record.labelVersion = record.container?.labelVersion ?? 0
        let labels = record.labels(
            started: StartTime.text(record.start, bootTime: bootTime, context.units))
        context.journal.amend(record.entity, labels: labels)
    }

    /// Reads the command line again, if it is wanted: it changes with the program.
    func readCommandLine(of record: ProcessRecord, _ context: inout SampleContext) {
        guard includesCommandLine else { return }
        let text = context.text(of: host.file("/proc/\(record.pid)/cmdline"))
        let words = text.split(separator: "\0").joined(separator: " ")
        record.commandLine =
            words.utf8.count <= Self.commandLineLimit ? words : String(words.prefix(Self.commandLineLimit / 4))
    }

    /// The files of a process: kept open, or to be opened for each read.
    func open(_ directory: String, isKept: Bool, _ context: inout SampleContext) -> [KeptFile?] {
        ProcessFile.allCases.map { file in
            let path = directory + file.path
            guard isKept else { return KeptFile(path: path) }
            do throws(FileError) {
                return try context.keep(path, in: context.processDescriptors)
            } catch {
                // Kernels without schedstat, or a process that has just ended.
                return error.meansAbsent ? nil : KeptFile(path: path)
            }
        }
    }
}
