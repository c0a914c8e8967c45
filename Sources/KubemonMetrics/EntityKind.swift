/// What a row of a table describes. One kind is one table of a recording and one table of a tick.
public enum EntityKind: UInt8, CaseIterable, Sendable {
    /// The machine itself.
    case node = 1
    /// A whole block device.
    case disk
    /// A network interface of the machine.
    case interface
    /// A container, found by its cgroup.
    case container
    /// One block device as one container used it.
    case containerDisk
    /// A process.
    case process
    /// The monitor that took the sample: what it costs and how its clock stands.
    case monitor

    /// Position in `EntityKind.allCases`; tables of a tick are stored in this order.
    public var index: Int { Int(rawValue) - 1 }

    /// Name of the table in a recording, without `.csv`.
    public var tableName: String {
        switch self {
        case .node: "nodes"
        case .disk: "disks"
        case .interface: "interfaces"
        case .container: "containers"
        case .containerDisk: "container_disks"
        case .process: "processes"
        case .monitor: "monitors"
        }
    }

    /// Names of the identity columns that follow `node` in a recording (R11); keys of ``Entity/labels``.
    public var identity: [String] {
        switch self {
        case .node, .monitor: []
        case .disk: ["disk"]
        case .interface: ["interface"]
        case .container: ["namespace", "pod", "container", "container_id", "start"]
        case .containerDisk: ["namespace", "pod", "container", "container_id", "start", "disk"]
        case .process: ["namespace", "pod", "container", "container_id", "pid", "start", "comm"]
        }
    }
}
