import KubemonMetrics
import KubemonScreen
import KubemonStore

/// What of a snapshot is at its limit, or not so far below it that its alarm would end.
struct AlarmScan {
    let snapshot: FleetSnapshot
    let limits: AlarmLimits

    var alarms: [Alarm] {
        var found: [Alarm] = []
        for node in snapshot.nodes {
            let row = RowID(node: node.name, name: "")
            if node.state == .lost { add(.lost, 1, row, node.name, node.name, to: &found) }
            guard node.state == .live else { continue }
            add(.nodeMemory, node.reading?.memory, row, node.name, node.name, to: &found)
            for (kind, value) in zip(AlarmKind.pressures, node.reading?.pressure ?? []) {
                add(kind, value, row, node.name, node.name, to: &found)
            }
            containers(of: node, to: &found)
        }
        disk(to: &found)
        return found
    }

    private func containers(of node: NodeSnapshot, to found: inout [Alarm]) {
        guard let table = node.table(.container) else { return }
        for row in 0..<table.current.rowCount {
            let reading = ContainerReading(
                row: row, current: table.current, previous: table.previous, interval: table.interval)
            let values: [(kind: AlarmKind, value: Double?)] = [
                (.cpu, reading.cpuOfLimit), (.memory, reading.memoryOfLimit), (.throttled, reading.throttledPeriods),
            ]
            let pressures = zip(AlarmKind.pressures, reading.pressure)
            // Names are looked up where there is something to say.
            guard values.contains(where: { isNear($0.kind, $0.value) }) || pressures.contains(where: isNear) else {
                continue
            }
            let item = ContainerItem(row: row, of: table, on: node)
            for (kind, value) in values + pressures {
                add(kind, value, item.id, node.name, item.labels.nameOfOnlyOne, to: &found)
            }
        }
    }

    /// Free space counts the other way round: what is left is a negative value, and so is its limit.
    private func disk(to found: inout [Alarm]) {
        guard let recording = snapshot.recording, let free = snapshot.collector.freeBytes else { return }
        let summary = recording.summary
        let row = RowID(name: summary.path.isEmpty ? summary.name : summary.path)
        add(.disk, -Double(free), row, "", summary.name, to: &found)
    }

    private func isNear(_ kind: AlarmKind, _ value: Double?) -> Bool {
        guard let limit = limits[kind], let value, value.isFinite else { return false }
        return value >= (limit < 0 ? limit / AlarmBook.release : limit * AlarmBook.release)
    }

    private func add(
        _ kind: AlarmKind, _ value: Double?, _ row: RowID, _ node: String, _ subject: String, to found: inout [Alarm]
    ) {
        guard let value, isNear(kind, value) else { return }
        found.append(
            Alarm(
                id: Alarm.ID(kind: kind, row: row), node: node, subject: subject, value: value, since: snapshot.wall,
                lastReached: snapshot.wall))
    }
}
