import KubemonMetrics
import KubemonScreen
import KubemonStore

extension Alarm {
    /// What is wrong, in one line: first what, then of what, whose name may be long.
    var text: String {
        switch id.kind {
        case .cpu: "CPU at \(percent) of limit: \(subject)"
        case .memory: "memory at \(percent) of limit: \(subject)"
        case .throttled: "throttled in \(percent) of periods: \(subject)"
        case .pressureCPU, .pressureMemory, .pressureIO: "\(quantity) \(percent): \(subject)"
        case .nodeMemory: "memory at \(percent): \(subject)"
        case .lost: "lost: \(subject)"
        case .disk: "\(Format.bytes(-value)) of disk left for \(subject)"
        }
    }

    /// Why it is over. The value that it had says nothing any more.
    ///
    /// - Parameters:
    ///   - limit: from where it is raised now; `nil` is never.
    ///   - isThere: whether what it is about can still be seen.
    func ending(_ limit: Double?, isThere: Bool) -> String {
        if !isThere { return "\(quantity): no values any more: \(subject)" }
        guard let limit else { return "\(quantity): no alarm is wanted any more: \(subject)" }
        switch id.kind {
        case .lost: return "there again: \(subject)"
        case .disk: return "more than \(Format.bytes(-limit / AlarmBook.release)) of disk left again for \(subject)"
        default:
            let below = Format.percent(limit * AlarmBook.release) + "%"
            let whole = id.kind == .throttled ? " of periods" : id.kind == .cpu || id.kind == .memory ? " of limit" : ""
            return "\(quantity) is below \(below)\(whole) again: \(subject)"
        }
    }

    /// Whether what it is about can still be seen.
    func isThere(in snapshot: FleetSnapshot) -> Bool {
        if id.kind == .disk { return snapshot.recording != nil }
        guard let node = snapshot.nodes.first(where: { $0.name == node }) else { return false }
        if id.kind == .lost { return true }
        return node.state != .lost && (id.row.name.isEmpty || ContainerItem.find(id.row, in: snapshot) != nil)
    }

    private var quantity: String {
        switch id.kind {
        case .cpu: "CPU"
        case .memory, .nodeMemory: "memory"
        case .throttled: "throttling"
        case .pressureCPU: "PSI cpu some"
        case .pressureMemory: "PSI memory some"
        case .pressureIO: "PSI io some"
        case .lost: "lost"
        case .disk: "disk"
        }
    }

    private var percent: String { Format.percent(value) + "%" }
}
