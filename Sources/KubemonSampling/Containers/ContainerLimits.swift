import KubemonMetrics

/// How much a container may use, as it stands in `entities.csv`.
struct ContainerLimits: Equatable {
    /// CPU time per period and its length, microseconds; memory, bytes; processes and threads. `UInt64.max` is no limit.
    private var quota: UInt64?
    private var period: UInt64?
    private var memory: UInt64?
    private var pids: UInt64?

    /// No limit is known.
    init() {}

    /// Takes them from a row.
    init(_ columns: Columns, _ table: Table, _ row: Int) {
        quota = columns.quota.flatMap { table[row, $0] }
        period = columns.period.flatMap { table[row, $0] }
        memory = columns.memory.flatMap { table[row, $0] }
        pids = columns.pids.flatMap { table[row, $0] }
    }

    struct Columns {
        let quota: Int?
        let period: Int?
        let memory: Int?
        let pids: Int?

        init(_ schema: Schema) {
            quota = schema.index(of: "cpu_quota")
            period = schema.index(of: "cpu_period")
            memory = schema.index(of: "memory_limit")
            pids = schema.index(of: "pids_limit")
        }
    }

    /// The limits that there are: cores with three decimals, bytes, a number.
    var labels: [Entity.Label] {
        var labels: [Entity.Label] = []
        if let quota, let period, quota != .max, period > 0 {
            let thousandths = quota / period * 1000 + quota % period * 1000 / period
            let fraction = String(thousandths % 1000)
            let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
            labels.append(Entity.Label("cpu_limit_cores", "\(thousandths / 1000).\(zeros)\(fraction)"))
        }
        if let memory, memory != .max { labels.append(Entity.Label("memory_limit_bytes", String(memory))) }
        if let pids, pids != .max { labels.append(Entity.Label("pids_limit", String(pids))) }
        return labels
    }
}
