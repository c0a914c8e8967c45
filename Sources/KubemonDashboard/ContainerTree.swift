import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// What the members of a namespace or pod sum up to.
    private struct Group {
        var id: RowID
        var name: String
        var parent: RowID?
        var count = 0
        /// Sums of the members whose values are current, and of those whose values are old.
        private var live = ContainerTotal()
        private var stale = ContainerTotal()
        var nodes: Set<String> = []
        var cpus: UInt32?

        init(id: RowID, name: String, parent: RowID? = nil) {
            (self.id, self.name, self.parent) = (id, name, parent)
        }

        /// Whether all that is known of it is old.
        var isDim: Bool { live.count == 0 }
        /// Old values are not added to current ones.
        var reading: ContainerReading { isDim ? stale.reading : live.reading }

        mutating func add(_ item: ContainerItem, counts: Bool) {
            if nodes.insert(item.node.name).inserted { cpus = nodes.count == 1 ? item.node.facts.cpus : nil }
            count += 1
            // What is inside of another member is part of that one's numbers already.
            guard counts else { return }
            if item.node.state == .live {
                live.add(item.reading, isSandbox: item.labels.isSandbox)
            } else {
                stale.add(item.reading, isSandbox: item.labels.isSandbox)
            }
        }
    }

    /// Namespaces, below them pods, below them containers, each in the order of names; below those that are unfolded their
    /// processes. Sums are of all members in the
    /// scope, shown or not.
    func containerTree(
        _ items: [ContainerItem], columns: [Column], shown: [TableRow], folded: Set<RowID>
    ) -> [TableRow] {
        var groups: [RowID: Group] = [:]
        var homes: [RowID: RowID] = [:]
        let byGroup = Dictionary(grouping: items) { $0.labels.group }
        for (name, members) in byGroup {
            let space = RowID(name: "\u{1F}namespace\u{1F}" + name)
            let ids = Set(members.map(\.id))
            for item in members {
                let around = RowID(node: item.node.name, name: item.labels.parentID)
                let isInside = !item.labels.parentID.isEmpty && ids.contains(around) && around != item.id
                groups[space, default: Group(id: space, name: name)].add(item, counts: !isInside)
                homes[item.id] = isInside ? around : space
                guard item.labels.isInPod else { continue }
                let pod = podID(item)
                groups[pod, default: Group(id: pod, name: item.labels.podName, parent: space)].add(
                    item, counts: !isInside)
                if !isInside { homes[item.id] = pod }
            }
        }
        let byID = Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        // Only groups with a member in sight.
        var used: Set<RowID> = []
        for row in shown {
            var next = homes[row.id]
            while let id = next, used.insert(id).inserted { next = groups[id]?.parent ?? homes[id] }
        }
        let heads = groups.values.filter { used.contains($0.id) }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        let leaves = shown.sorted { left, right in
            let (a, b) = (byID[left.id]?.labels, byID[right.id]?.labels)
            return (a?.isSandbox == true ? 1 : 0, a?.ownName ?? "", left.id)
                < (b?.isSandbox == true ? 1 : 0, b?.ownName ?? "", right.id)
        }
        let below = leaves.compactMap { table.unfolded.contains($0.id) ? byID[$0.id] : nil }
            .flatMap { processes(of: $0, columns: columns) }
        for (row, parent) in below { homes[row.id] = parent }
        let rows = heads.map { row($0, columns: columns) } + leaves + below.map(\.row)
        let places = Dictionary(zip(rows.map(\.id), 0...), uniquingKeysWith: { first, _ in first })
        let parents = rows.map { row in
            var parent = groups[row.id]?.parent ?? homes[row.id]
            // The container around may be filtered away: its group is still there.
            // (Ids that go round in a circle must not keep it looking.)
            for _ in 0..<8 {
                guard let id = parent, places[id] == nil else { break }
                parent = groups[id]?.parent ?? homes[id]
            }
            return parent.flatMap { places[$0] }
        }
        return Forest.arrange(rows, parents: parents, folded: folded)
    }

    private func row(_ group: Group, columns: [Column]) -> TableRow {
        let meter = meter
        let node = group.nodes.count == 1 ? group.nodes.first ?? "" : "\(group.nodes.count) nodes"
        let reading = group.reading
        var row = TableRow(id: group.id) { column in
            switch columns[column].name {
            case "name": .text(group.name)
            case "node": .text(node)
            case "cpu": .number(cpu(reading, cpus: group.cpus))
            case "mem": .number(reading.workingSet.map { Double($0) })
            default: .text("")
            }
        } cell: { column, width, _ in
            meter?.texts += 1
            switch columns[column].name {
            case "state", "recent", "psi", "thr": return ""
            case "node": return StyledText(node, .dim)
            case "name": return StyledText(group.name, .strong)
            default: return cell(columns[column].name, reading, cpus: group.cpus, width: width)
            }
        }
        row.isDim = group.isDim
        row.summary = StyledText(group.name, .title).adding(
            "  \(Counted.text(group.count, "container")), pause containers included"
        )
        .adding("; a limit is only summed if every one has it", .dim)
        return row
    }
}
