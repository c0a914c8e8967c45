import KubemonMetrics
import KubemonProcFS

/// The rows of containers and of the block devices that they used.
struct ContainerSource {
    private let host: HostPaths
    private let mounts: CgroupMounts
    private let candidates: FileCandidates
    /// One per layout of files that occurs on this machine.
    private var plans: [FilePlan] = []
    private var io: ContainerIO
    private var network: ContainerNetwork
    private var kills: OOMKills
    private let processColumn: Int?
    private let limits: ContainerLimits.Columns

    init(schema: Schema, disks: Schema, host: HostPaths, mounts: CgroupMounts, units: KernelUnits) {
        self.host = host
        self.mounts = mounts
        candidates = FileCandidates(schema, units: units) { $0.base != .process && $0.format != .devicePairs }
        io = ContainerIO(schema, disks: disks, host: host, mounts: mounts, units: units)
        network = ContainerNetwork(schema, host: host, units: units)
        kills = OOMKills(schema, host: host, mounts: mounts, units: units)
        processColumn = schema.index(of: "processes")
        limits = ContainerLimits.Columns(schema)
    }

    /// Appends the rows of all containers and of their block devices.
    mutating func sample(
        _ containers: [Container], isChanged: Bool, into table: inout Table, disks: inout Table,
        _ context: inout SampleContext
    ) {
        network.update(containers, isChanged: isChanged, &context)
        for index in containers.indices {
            let container = containers[index]
            let row = table.appendRow(entity: container.entity)
            container.samples += 1
            if container.isGone {
                // Its end was noticed in time, or there is nothing to say.
                if let last = container.lastRow { table.copyLastRow(from: 0, of: last) } else { table.removeLastRow() }
            } else {
                container.lastRow = nil
                open(container, &context)
                // Removed since the scan; the next one ends it.
                if !read(container, into: &table, row: row, &context) { table.removeLastRow() }
            }
        }
        io.appendRows(to: &disks, &context)
        kills.report(containers, table, &context)
    }

    /// Reads a container whose first process has just ended: what is read becomes its last row if its cgroup is gone by the
    /// next sample.
    mutating func readLast(_ container: Container, columns: Int, _ context: inout SampleContext) {
        if container.samples == 0 {
            container.samples = 1
            open(container, &context)
        }
        var row = Table(columnCount: columns)
        row.appendRow(entity: container.entity)
        container.lastRow = read(container, into: &row, row: 0, &context) ? row : nil
    }

    /// The files that every sample reads of a container.
    func openPaths(of container: Container) -> [String] {
        guard plans.indices.contains(container.plan), !container.files.isEmpty else { return [] }
        let files = plans[container.plan].parts.map { container.files[$0.candidate] }
        return (files + container.io.map(\.file) + [container.network.file]).compactMap { $0?.path }
    }

    /// Forgets what belongs to containers that are gone.
    mutating func sweep(_ context: inout SampleContext) { io.sweep(&context) }

    private mutating func read(
        _ container: Container, into table: inout Table, row: Int, _ context: inout SampleContext
    ) -> Bool {
        guard plans[container.plan].sample(container.files, into: &table, row: row, context: &context) else {
            return false
        }
        kills.addInner(of: container, to: &table, row: row, &context)
        io.sample(container, into: &table, row: row, &context)
        network.sample(container, into: &table, row: row, &context)
        if let processColumn { table[row, processColumn] = UInt64(container.processCount) }
        let found = ContainerLimits(limits, table, row)
        if found != container.limits { container.limits = found }
        container.describe(&context.journal)
        return true
    }

    /// Opens the files of a new container. A container's cgroups are not made at one instant, and a controller can be
    /// enabled later: files that were missing are looked for after 2, 4, 8, ... samples.
    private mutating func open(_ container: Container, _ context: inout SampleContext) {
        let age = container.samples
        guard age & (age - 1) == 0 else { return }
        let isNew = container.files.isEmpty
        if isNew { container.files = Array(repeating: nil, count: candidates.candidates.count) }
        for index in container.files.indices where container.files[index] == nil {
            guard isNew || plans[container.plan].choice.missing.contains(index) else { continue }
            guard let directory = mounts.directory(of: candidates.candidates[index].base) else { continue }
            let path = host.file(directory) + container.identity.cgroup + "/" + candidates.candidates[index].path
            container.files[index] = context.open(path)
        }
        let choice = candidates.choose(container.files, context: &context)
        if let known = plans.firstIndex(where: { $0.choice == choice }) {
            container.plan = known
        } else {
            plans.append(FilePlan(candidates, choice: choice))
            container.plan = plans.count - 1
        }
        for index in container.files.indices where !choice.files.contains(index) { container.files[index] = nil }
        io.open(container, &context)
    }
}
