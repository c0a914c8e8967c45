import KubemonMetrics
import KubemonProcFS

/// What is kept of a container's network namespace.
struct ContainerNetworkState {
    /// Number of the namespace; 0 while unknown or if it is the machine's own.
    var namespace: UInt64 = 0
    /// `net/dev` as the first process sees it, if the namespace's numbers stand in this container's row.
    var file: KeptFile?
    /// The process that ``namespace`` was read of, and through which ``file`` was opened.
    var pid: UInt32 = 0
}

/// Decides in which container's row the numbers of a network namespace stand, and adds them up.
///
/// A namespace belongs to its first member: the container whose first process is the oldest, which is the pause container of
/// a pod, or the one that others joined.
struct ContainerNetwork {
    private let host: HostPaths
    private let parser: DeviceParser
    /// Columns of the container's table, in the order of those of `sum` and `line`.
    private let columns: [Int]
    private var sum: [UInt64]
    private var line: Table
    private var hostNamespace: UInt64 = 0

    init(_ schema: Schema, host: HostPaths, units: KernelUnits) {
        self.host = host
        var targets: [Target] = []
        var columns: [Int] = []
        for (column, metric) in schema.metrics.enumerated() {
            for locator in metric.locators where locator.file.base == .process && locator.file.format == .deviceFields {
                targets.append(Target(column: columns.count, locator: locator, encoding: metric.encoding))
                columns.append(column)
            }
        }
        parser = DeviceParser(targets: targets, units: units)
        self.columns = columns
        sum = Array(repeating: 0, count: columns.count)
        line = Table(columnCount: columns.count)
        line.appendRow(entity: 0)
    }

    /// Finds the namespaces of containers whose first process is new, and of young ones: a runtime's own process may be
    /// the first one in a cgroup, before it has entered the namespace.
    mutating func update(_ containers: [Container], isChanged: Bool, _ context: inout SampleContext) {
        var isStale = isChanged
        for index in containers.indices {
            let container = containers[index]
            let isYoung = container.samples & (container.samples &- 1) == 0
            guard !container.isGone, container.firstPid != container.network.pid || isYoung else { continue }
            let namespace = container.firstPid == 0 ? container.network.namespace : find(container.firstPid, &context)
            if namespace != container.network.namespace || container.firstPid != container.network.pid {
                container.network.file = nil
                isStale = true
            }
            (container.network.namespace, container.network.pid) = (namespace, container.firstPid)
        }
        if isStale { assign(containers, &context) }
    }

    private mutating func find(_ pid: UInt32, _ context: inout SampleContext) -> UInt64 {
        do throws(FileError) {
            if hostNamespace == 0 { hostNamespace = try readHostNamespace(context.files) }
            let namespace = try context.files.status(of: host.file("/proc/\(pid)/ns/net")).inode
            return namespace == hostNamespace ? 0 : namespace
        } catch {
            if error.meansForbidden {
                context.journal.sayOnce(
                    "network columns of containers of other users are missing: run the monitor as root, or with "
                        + "CAP_SYS_PTRACE", about: "network namespaces")
            }
            return 0
        }
    }

    private func readHostNamespace(_ files: any FileSource) throws(FileError) -> UInt64 {
        do throws(FileError) {
            return try files.status(of: host.file("/proc/1/ns/net")).inode
        } catch {
            // Without the right to look at process 1 this process's own namespace is the best guess, unless it is in a
            // container itself.
            guard host.isOwn else { throw error }
            return try files.status(of: "/proc/self/ns/net").inode
        }
    }

    private func assign(_ containers: [Container], _ context: inout SampleContext) {
        var owners: [UInt64: Container] = [:]
        for container in containers where !container.isGone && container.network.namespace != 0 {
            if let first = owners[container.network.namespace],
                (first.firstStart, first.entity) <= (container.firstStart, container.entity)
            {
                continue
            }
            owners[container.network.namespace] = container
        }
        for container in containers {
            // An open file keeps the namespace alive.
            guard !container.isGone, let owner = owners[container.network.namespace], owner === container else {
                container.network.file = nil
                continue
            }
            if container.network.file == nil {
                container.network.file = context.open(host.file("/proc/\(container.firstPid)/net/dev"))
            }
        }
    }

    /// Adds up the interfaces except `lo`, if the numbers stand in this container's row.
    mutating func sample(_ container: Container, into table: inout Table, row: Int, _ context: inout SampleContext) {
        guard let file = container.network.file, context.read(file) == .text else { return }
        do throws(ParseError) {
            try addUp(context.buffer.bytes.span.extracting(0..<context.buffer.count))
        } catch {
            return context.journal.malformed(file, error)
        }
        for index in sum.indices { table[row, columns[index]] = sum[index] }
    }

    private mutating func addUp(_ text: Span<UInt8>) throws(ParseError) {
        for index in sum.indices { sum[index] = 0 }
        var cursor = DeviceParser.Cursor()
        while let device = try DeviceParser.next(in: text, at: &cursor) {
            if device.isNamed(Self.loopback, in: text) { continue }
            try parser.parse(device, of: text, into: &line, row: 0)
            for index in sum.indices { sum[index] &+= line.raw(row: 0, column: index) }
        }
    }

    private static let loopback = Array("lo".utf8)
}
