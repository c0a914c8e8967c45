import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The selected container in three lines: what it is, its CPU, its memory.
struct ContainerPane {
    let item: ContainerItem
    let snapshot: FleetSnapshot
    let limits: AlarmLimits

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        for fields in [identity, cpu, memory] where !rest.isEmpty { fields.draw(in: rest.takeTop(1), of: &frame) }
    }

    /// What it is called, where it comes from, how long it has lived.
    var identity: Fields {
        let labels = item.labels
        var fields = Fields()
        fields.add(StyledText(labels.fullName, .title))
        fields.add(StyledText(item.node.name))
        if labels.shortID != labels.ownName { fields.add(StyledText(labels.shortID, .dim)) }
        fields.add("up", upTime)
        fields.add("restarts", labels.restarts)
        fields.add(
            "OOM kills", item.reading.oomKills.map(String.init), (item.reading.oomKills ?? 0) > 0 ? .warning : .plain)
        fields.add("image", labels.image)
        fields.add("cgroup", item.node.facts.cgroup)
        return fields
    }

    /// Time since it started, or `nil` if that is not known.
    private var upTime: String? {
        guard let started = TimeOfDay.nanoseconds(item.labels.started), snapshot.wall > started else { return nil }
        return Format.clockDuration(snapshot.wall - started)
    }

    var cpu: Fields {
        let reading = item.reading
        var fields = Fields()
        var used = StyledText("CPU ", .strong).adding(Format.number(reading.cpu)).adding(" of ", .dim)
        used.append(reading.cpuLimit.map { Format.number($0) } ?? "\(item.node.facts.cpus)")
        used.append(" cores", .dim)
        let shares = [
            reading.cpuOfLimit.map { Format.percent($0) + "% of limit" },
            reading.cpu(ofNodeWith: item.node.facts.cpus).map { Format.percent($0) + "% of node" },
        ].compactMap(\.self)
        if !shares.isEmpty {
            used.append(" ")
            used.append("(" + shares.joined(separator: ", ") + ")", Style.level(reading.cpuOfLimit ?? 0))
        }
        if reading.cpuLimit == nil { used.append(" no limit", .dim) }
        fields.add(used)
        if let periods = reading.throttledPeriods {
            let style = limits.style(.throttled, periods, warning: 5)
            let text = StyledText("throttled ", .dim).adding(Format.percent(periods) + "% of periods", style)
            fields.add(text)
            fields.add("for", reading.throttledTime.map { Format.number($0 * 60) + " s/min" })
        }
        var pressure = StyledText("PSI some10", .dim)
        for (name, value) in zip(["c", "m", "i"], reading.pressure) {
            pressure.append(" \(name) ", .dim)
            pressure.append(Format.percent(value))
        }
        fields.add(pressure)
        fields.add(
            "pids", item.reading.pids.map { pids in "\(pids)/\(limit("pids_limit", Format.decimal(_:digits:)))" })
        return fields
    }

    private func limit(_ name: String, _ format: (Double, Int) -> String) -> String {
        guard let value = item.values.value(name) else { return Format.missing }
        return value == .max ? "max" : format(Double(value), 0)
    }

    var memory: Fields {
        let (reading, values) = (item.reading, item.values)
        var fields = Fields()
        var used = StyledText("MEM", .strong).adding(" working set ", .dim)
        used.append(Format.binary(reading.workingSet.map { Double($0) }))
        used.append(" of ", .dim)
        used.append(limit("memory_limit") { value, _ in Format.binary(value) })
        if let share = reading.memoryOfLimit { used.append(" (\(Format.percent(share))%)", Style.level(share)) }
        fields.add(used)
        if let whole = reading.workingSet, let anon = values.value("memory_anon"),
            let file = values.value("memory_active_file")
        {
            var parts = StyledText("= anon ", .dim).adding(Format.binary(Double(anon)))
            parts.append(" + active file ", .dim)
            parts.append(Format.binary(Double(file)))
            fields.add(parts)
            // Kernel memory, buffers of sockets, and what moved while the files were read.
            if whole >= anon &+ file { fields.add("+ rest", Format.binary(Double(whole - anon - file))) }
        }
        fields.add("all cache", Format.binary(values.number("memory_file")))
        fields.add("swap", Format.binary(values.number("memory_swap")))
        fields.add("major faults", Format.percent(values.rate("memory_major_faults")) + "/s")
        return fields
    }
}
