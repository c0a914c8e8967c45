import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The selected process in four lines: what it is, its command, its memory, what it does.
struct ProcessPane {
    let item: ProcessItem

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        for fields in [identity, command, memory, activity] where !rest.isEmpty {
            fields.draw(in: rest.takeTop(1), of: &frame)
        }
    }

    private var identity: Fields {
        var fields = Fields()
        let inside = item.label("ns_pid")
        fields.add(
            StyledText("pid \(item.label("pid"))", .title).adding(inside.isEmpty ? "" : " (\(inside) inside)", .dim))
        fields.add(StyledText(item.node.name))
        fields.add(StyledText(item.container.isEmpty ? "outside of containers" : item.container))
        if let state = item.reading.state {
            fields.add(TableContext.state(state).adding(" " + (Self.states[state] ?? ""), .dim))
        }
        fields.add("uid", item.label("uid"))
        fields.add("threads", item.reading.threads.map(String.init))
        fields.add("started", item.label("start"))
        fields.add("parent", item.reading.parent.map(String.init))
        return fields
    }

    private static let states: [Character: String] = [
        "R": "running", "S": "sleeping", "D": "waiting for a disk", "T": "stopped", "t": "traced", "Z": "ended",
        "I": "idle",
    ]

    private var command: Fields {
        var fields = Fields()
        fields.add(StyledText(item.command))
        if item.label("cmdline").isEmpty { fields.add(StyledText("(arguments are sampled with --cmdline)", .dim)) }
        return fields
    }

    private var memory: Fields {
        let values = item.values
        var fields = Fields()
        fields.add(
            StyledText("MEM", .strong).adding(" resident ", .dim).adding(
                Format.binary(values.number("memory_resident"))))
        for (name, metric) in [
            ("anon", "memory_anon"), ("file", "memory_file"), ("shmem", "memory_shmem"), ("swap", "memory_swap"),
            ("peak", "memory_peak"), ("virtual", "memory_virtual"), ("page tables", "memory_page_tables"),
        ] { fields.add(name, Format.binary(values.number(metric))) }
        fields.add("faults", Format.percent(values.rate("minor_faults")) + "/s")
        fields.add("major", Format.percent(values.rate("major_faults")) + "/s")
        return fields
    }

    private var activity: Fields {
        let values = item.values
        func bytes(_ name: String) -> String { Format.binary(values.rate(name)) + "/s" }
        var fields = Fields()
        fields.add(
            StyledText("IO", .strong).adding(" disk read ", .dim).adding(bytes("io_read")).adding("  written ", .dim)
                .adding(
                    bytes("io_written")))
        fields.add("open files", values.value("open_files").map(String.init) ?? Format.missing)
        fields.add("all reads", bytes("io_rchar"))
        fields.add("all writes", bytes("io_wchar"))
        fields.add("main thread waited for a CPU", wait)
        fields.add(
            "context switches",
            Format.percent(values.rate("voluntary_switches")) + "/s, forced "
                + Format.percent(values.rate("involuntary_switches")) + "/s")
        return fields
    }

    /// Share of the time that the first thread was ready and had no CPU.
    private var wait: String {
        guard let rate = item.values.rate("leader_run_queue_wait") else { return Format.missing }
        return Format.percent(rate / 1e4) + "%"
    }
}
