import KubemonMetrics
import KubemonScreen
import KubemonStore

/// What tables are made of. Every row of a table keeps it, so it is no larger than a reference.
struct TableContext {
    private final class Parts {
        let snapshot: FleetSnapshot
        let glyphs: GlyphSet
        let table: TableState
        let meter: FormatMeter?
        let limits: AlarmLimits
        let alarms: AlarmBook
        let alarmedRows: Set<RowID>

        init(
            _ snapshot: FleetSnapshot, _ glyphs: GlyphSet, _ table: TableState, _ meter: FormatMeter?,
            _ limits: AlarmLimits, _ alarms: AlarmBook
        ) {
            (self.limits, self.alarms, alarmedRows) = (limits, alarms, alarms.rows)
            self.snapshot = snapshot
            self.glyphs = glyphs
            self.table = table
            self.meter = meter
        }
    }

    private let parts: Parts

    init(
        snapshot: FleetSnapshot, glyphs: GlyphSet, table: TableState, meter: FormatMeter? = nil,
        limits: AlarmLimits = AlarmLimits(), alarms: AlarmBook = AlarmBook()
    ) {
        parts = Parts(snapshot, glyphs, table, meter, limits, alarms)
    }

    var snapshot: FleetSnapshot { parts.snapshot }
    var glyphs: GlyphSet { parts.glyphs }
    /// What the user has set for the table.
    var table: TableState { parts.table }
    /// What 100 % of CPU is.
    var base: CPUBase { parts.table.base }
    /// The values from which something is marked.
    var limits: AlarmLimits { parts.limits }
    /// What is at its limit, and was.
    var alarms: AlarmBook { parts.alarms }
    /// The rows that a raised alarm is about.
    var alarmedRows: Set<RowID> { parts.alarmedRows }
    /// Counts what is made into text; for tests.
    var meter: FormatMeter? { parts.meter }

    /// Part of the running recording that a node has, or `nil`.
    func recorded(_ node: String) -> RecordingProgress.Node? {
        snapshot.recording?.nodes.first { $0.name == node }
    }

    /// The table of a view, not yet filtered and ordered.
    func table(of view: ViewKind) -> TableModel {
        var table =
            switch view {
            case .nodes: nodes()
            case .containers: containers()
            case .processes: processes()
            case .detail: TableModel(columns: [], rows: [])
            case .recordings: recordings()
            case .monitors: monitors()
            case .events: events()
            }
        table.unfilteredCount = table.rows.count
        return table
    }
}

extension NodeSnapshot {
    /// The newest table of a kind, or `nil` if none has arrived.
    func table(_ kind: EntityKind) -> KindTable? {
        tables.indices.contains(kind.index) ? tables[kind.index] : nil
    }

    /// What is known of an entity, or `nil`.
    func entity(_ number: UInt32, of kind: EntityKind) -> Entity? {
        entities.indices.contains(kind.index) ? entities[kind.index][number] : nil
    }

    /// Values that can be shown: none of a lost node.
    var shownReading: NodeReading? { state == .lost ? nil : reading }

    /// How often its monitors connected again.
    var reconnects: UInt64 { monitors.reduce(0) { $0 &+ $1.reconnects } }
}
