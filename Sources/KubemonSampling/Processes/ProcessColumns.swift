import KubemonMetrics

/// The columns of the process table that need more than a parser.
struct ProcessColumns {
    private let user: Int?
    private let system: Int?
    private let state: Int?
    private let descriptors: Int?
    private let telling: [Int]
    /// Columns that are carried forward while a process does not run.
    private let carried: [Int]
    /// Whether the size of `/proc/PID/fd` tells how many descriptors are open (Linux 6.2).
    private let sizeTells: Bool

    init(_ schema: Schema, files: any FileSource) {
        user = schema.index(of: "cpu_user")
        system = schema.index(of: "cpu_system")
        state = schema.index(of: "state")
        telling = [
            "cpu_user", "cpu_system", "state", "threads", "minor_faults", "major_faults", "memory_resident",
            "leader_run",
        ].compactMap(schema.index)
        descriptors = schema.metrics.firstIndex { $0.locators.contains { $0.file.format == .entries } }
        carried = schema.metrics.indices.filter { column in
            schema.metrics[column].locators.contains {
                $0.file.path == ProcessFile.status.path || $0.file.format == .entries
            }
        }
        sizeTells = Self.size(of: "/proc/self/fd", files) ?? 0 > 0
    }

    private static func size(of path: String, _ files: any FileSource) -> UInt64? {
        do throws(FileError) { return try files.status(of: path).size } catch { return nil }
    }

    /// User and system time.
    func cpuTime(_ table: Table, _ row: Int) -> UInt64 {
        (user.map { table.raw(row: row, column: $0) } ?? 0) &+ (system.map { table.raw(row: row, column: $0) } ?? 0)
    }

    /// Changes whenever the process ran, by as much as `stat`, `statm` and `schedstat` tell: time in ticks is too coarse for
    /// one that execs and sleeps again.
    func activity(_ table: Table, _ row: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in telling.indices { result = result &* 1_000_003 &+ table.raw(row: row, column: telling[index]) }
        return result
    }

    /// Whether the process has ended and was not waited for.
    func isZombie(_ table: Table, _ row: Int) -> Bool {
        state.flatMap { table[row, $0] } == UInt64(UInt8(ascii: "Z"))
    }

    /// Counts the open descriptors of a process into what is carried forward; nothing if they may not be seen.
    func readDescriptors(of record: ProcessRecord, _ files: any FileSource) {
        guard let descriptors, let path = record.descriptorPath else { return }
        if sizeTells {
            record.carried[0, descriptors] = Self.size(of: path, files)
            return
        }
        var numbers: [UInt32] = []
        do throws(FileError) {
            try files.numbers(in: path, into: &numbers)
            record.carried[0, descriptors] = UInt64(numbers.count)
        } catch {
            record.carried[0, descriptors] = nil
        }
    }

    /// Fills the columns that are carried forward.
    func copy(_ values: Table, into table: inout Table, row: Int) {
        for index in carried.indices { table[row, carried[index]] = values[0, carried[index]] }
    }
}
