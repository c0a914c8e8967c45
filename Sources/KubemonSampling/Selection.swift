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
    }

    /// The kinds of entities that get rows, in the order of `EntityKind.allCases`.
    public let kinds: [EntityKind]
    /// Whether partitions, loop devices and disks in memory (`ram`, `zram`) get rows too.
    public let includesEveryBlockDevice: Bool

    /// Creates a selection.
    public init(_ target: Target, includesEveryBlockDevice: Bool = false) {
        let os: [EntityKind] = [.node, .disk, .interface]
        kinds =
            switch target {
            case .os: os
            case .docker: [.container, .containerDisk]
            case .process: [.process]
            case .all: os + [.container, .containerDisk, .process]
            }
        self.includesEveryBlockDevice = includesEveryBlockDevice
    }

    /// Whether entities of `kind` get rows.
    public func contains(_ kind: EntityKind) -> Bool { kinds.contains(kind) }
}
