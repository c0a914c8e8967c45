public import KubemonMetrics

/// What the user asked of a recording (R19).
public struct RecordingOptions: Sendable, Hashable {
    /// What it is for, in the user's words.
    public var note = ""
    /// What is recorded; the tables of other kinds stay empty. Monitors are always recorded.
    public var kinds = Set(EntityKind.allCases)
    /// How long, in nanoseconds; `nil` means until it is stopped.
    public var duration: UInt64?
    /// Nodes whose absence is a gap (R13).
    public var expectedNodes: [String] = []
    /// How many nodes are expected where their names are not known; 0 if the user did not say.
    public var expectedCount = 0
    /// Room that must stay free.
    public var keepFree = KeepFree.standard

    /// Everything, until it is stopped.
    public init() {}

    /// The kinds behind the words of `--kinds`: `os`, `containers`, `processes`; `nil` for another word.
    public static func kinds(named word: String) -> Set<EntityKind>? {
        switch word {
        case "os": [.node, .disk, .interface]
        case "containers": [.container, .containerDisk]
        case "processes": [.process]
        default: nil
        }
    }
}
