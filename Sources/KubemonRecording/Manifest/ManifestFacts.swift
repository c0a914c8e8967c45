import KubemonMetrics

/// The facts of a machine.
struct ManifestFacts: Codable, Equatable {
    var bootId: String
    var machineId: String
    var kernel: String
    var operatingSystem: String
    var cpus: UInt32
    var memoryBytes: UInt64
    var pageSizeBytes: UInt32
    var ticksPerSecond: UInt32
    /// Seconds since 1970 UTC.
    var bootTime: UInt64
    var cgroup: String
    var monitorVersion: String

    init(_ facts: NodeFacts) {
        bootId = facts.bootID
        machineId = facts.machineID
        kernel = facts.kernel
        operatingSystem = facts.operatingSystem
        cpus = facts.cpus
        memoryBytes = facts.memory
        pageSizeBytes = facts.pageSize
        ticksPerSecond = facts.ticksPerSecond
        bootTime = facts.bootTime
        cgroup = facts.cgroup
        monitorVersion = facts.version
    }

    /// The facts of the machine called `node`.
    func facts(of node: String) -> NodeFacts {
        var facts = NodeFacts()
        facts.node = node
        facts.bootID = bootId
        facts.machineID = machineId
        facts.kernel = kernel
        facts.operatingSystem = operatingSystem
        facts.cpus = cpus
        facts.memory = memoryBytes
        facts.pageSize = pageSizeBytes
        facts.ticksPerSecond = ticksPerSecond
        facts.bootTime = bootTime
        facts.cgroup = cgroup
        facts.version = monitorVersion
        return facts
    }
}
