import KubemonScreen
import KubemonStore

/// What the rows of a table and their order follow from: as long as it is the same, they are.
struct ModelKey: Equatable {
    private let snapshot: UInt64
    private let view: ViewKind
    private let glyphs: GlyphSet
    private let limits: AlarmLimits
    private let alarms: UInt64
    private let order: Order

    private struct Order: Equatable {
        let sort: String
        let isDescending: Bool
        let isFrozen: Bool
        let filter: String
        let base: CPUBase
        let scope: Scope
        let isOnlyActive: Bool
        let isTree: Bool
        let folded: Set<RowID>
        let unfolded: Set<RowID>
    }

    init(
        _ snapshot: FleetSnapshot, _ view: ViewKind, _ table: TableState, glyphs: GlyphSet, limits: AlarmLimits,
        alarms: AlarmBook
    ) {
        self.snapshot = snapshot.number
        self.view = view
        self.glyphs = glyphs
        self.limits = limits
        self.alarms = alarms.lastUpdate
        order = Order(
            sort: table.sort, isDescending: table.isDescending, isFrozen: table.frozen != nil, filter: table.filter,
            base: table.base, scope: table.scope, isOnlyActive: table.isOnlyActive, isTree: table.isTree,
            folded: table.folded, unfolded: table.unfolded)
    }
}
