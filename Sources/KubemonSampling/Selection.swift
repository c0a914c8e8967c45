public import KubemonMetrics

/// What a sampler samples.
public struct Selection: Sendable, Hashable {
    /// The choices of `kubemon monitor -t`.
    public enum Target: String, CaseIterable, Sendable {
        /// The machine, its disks and its network interfaces.
        case os
        /// Containers.
        case docker
        /// Processes of containers.
        case process
        /// All of them.
        case all

        fileprivate var kinds: [EntityKind] {
            switch self {
            case .os: [.node, .disk, .interface]
            case .docker: [.container, .containerDisk]
            case .process: [.process]
            case .all: EntityKind.allCases.filter { $0 != .monitor }
            }
        }
    }

    /// The kinds of entities that get rows, in the order of `EntityKind.allCases`.
    public let kinds: [EntityKind]
    /// Whether partitions, loop devices and disks in memory (`ram`, `zram`) get rows too.
    public let includesEveryBlockDevice: Bool
    /// Whether processes outside of containers get rows too; threads of the kernel never do.
    public let includesHostProcesses: Bool
    /// Whether processes are described with their command lines, which may hold secrets.
    public let includesCommandLines: Bool
    /// Whether cgroups that are no containers, but have processes, get rows as containers of the runtime `other`.
    public let includesEveryCgroup: Bool

    /// Creates a selection.
    public init(
        _ targets: Target..., includesEveryBlockDevice: Bool = false, includesHostProcesses: Bool = false,
        includesCommandLines: Bool = false, includesEveryCgroup: Bool = false
    ) {
        kinds = EntityKind.allCases.filter { kind in targets.contains { $0.kinds.contains(kind) } }
        self.includesEveryBlockDevice = includesEveryBlockDevice
        self.includesHostProcesses = includesHostProcesses
        self.includesCommandLines = includesCommandLines
        self.includesEveryCgroup = includesEveryCgroup
    }

    /// Whether entities of `kind` get rows.
    public func contains(_ kind: EntityKind) -> Bool { kinds.contains(kind) }
}
