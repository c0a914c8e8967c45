import KubemonMetrics
import KubemonScreen
import KubemonStore

extension ContainerDetail {
    /// The graphs, the most important ones first.
    var panels: [GraphPanel] {
        let wholePercent: @Sendable (Double) -> String = { Format.percent($0) + "%" }
        let bytes: @Sendable (Double) -> String = { Format.binary($0) }
        // The scale is whole numbers: without their zeros they have room beside the curve.
        let rate: @Sendable (Double) -> String = { Format.binary($0).replacing(".0", with: "") + "/s" }
        return [
            panel(cpuCaption, [.cpu], limit: item.reading.cpuLimit) { Format.number($0) },
            panel(throttledCaption, [.throttled], maximum: 100, style: .graphSecond, wholePercent),
            panel(memoryCaption, [.memory], limit: item.reading.memoryLimit.map { Double($0) }, bytes),
            panel(networkCaption, [.received, .sent], style: .graphSecond, rate),
            panel(diskCaption, [.read, .written], rate),
            panel(
                pressureCaption, [.pressureCPU, .pressureMemory, .pressureIO], maximum: 100, style: .graphSecond,
                isSum: false, wholePercent),
        ]
    }

    private func panel(
        _ caption: StyledText, _ series: [History.ContainerSeries], maximum: Double? = nil, limit: Double? = nil,
        style: Style = .graph, isSum: Bool = true, _ label: @escaping @Sendable (Double) -> String
    ) -> GraphPanel {
        GraphPanel(
            caption: caption, series: series.map(\.rawValue), fixedMaximum: maximum, style: style, label: label,
            isSum: isSum, limit: limit)
    }

    private var cpuCaption: StyledText {
        let reading = item.reading
        var text = StyledText("CPU ", .strong).adding(Format.number(reading.cpu))
        if let limit = reading.cpuLimit {
            text.append(" of \(Format.number(limit)) cores")
            text.append("  \(Format.percent(reading.cpuOfLimit))% of limit", Style.level(reading.cpuOfLimit ?? 0))
        } else {
            text.append(" cores")
            text.append("  no limit", .dim)
        }
        return text
    }

    private var throttledCaption: StyledText {
        let text = StyledText("THROTTLED ", .strong)
        guard let periods = item.reading.throttledPeriods else { return text.adding("-  no limit", .dim) }
        let style = state.limits.style(.throttled, periods, warning: 5)
        return text.adding(Format.percent(periods) + "% of periods", style).adding(
            "  \(Format.number(item.reading.throttledTime.map { $0 * 60 })) s/min", .dim)
    }

    private var memoryCaption: StyledText {
        let reading = item.reading
        var text = StyledText("MEM ", .strong).adding("working set ", .dim)
        text.append(Format.binary(reading.workingSet.map { Double($0) }))
        if let limit = reading.memoryLimit {
            text.append(" of " + Format.binary(Double(limit)))
            text.append("  \(Format.percent(reading.memoryOfLimit))%", Style.level(reading.memoryOfLimit ?? 0))
        } else {
            text.append("  no limit", .dim)
        }
        text.append("  cache ", .dim)
        text.append(Format.binary(item.values.number("memory_file")))
        return text
    }

    private var networkCaption: StyledText {
        let owner = network ?? item
        let text = StyledText("NET ", .strong).adding(network == nil ? "" : "of the pod  ", .dim)
        guard owner.reading.network != nil else { return text.adding("-  not available", .dim) }
        let drops = (owner.values.rate("network_rx_drops"), owner.values.rate("network_tx_drops"))
        return text.adding("rx ", .dim).adding(Format.binary(owner.reading.received) + "/s").adding("  tx ", .dim)
            .adding(Format.binary(owner.reading.sent) + "/s").adding("  drops ", .dim)
            .adding(Format.percent(drops.0.flatMap { rx in drops.1.map { rx + $0 } }) + "/s")
    }

    private var diskCaption: StyledText {
        let reading = item.reading
        let operations = (item.values.rate("io_reads"), item.values.rate("io_writes"))
        return StyledText("DISK ", .strong).adding("read ", .dim).adding(Format.binary(reading.read) + "/s")
            .adding("  write ", .dim).adding(Format.binary(reading.written) + "/s").adding("  ops ", .dim)
            .adding(Format.percent(operations.0.flatMap { reads in operations.1.map { reads + $0 } }) + "/s")
    }

    private var pressureCaption: StyledText {
        var text = StyledText("PSI ", .strong).adding("some avg10 ", .dim)
        for (name, value) in zip(["cpu", "mem", "io"], item.reading.pressure) {
            text.append(" \(name) ", .dim)
            let style = state.limits.style(.pressureCPU, value, warning: 10)
            text.append(Format.percent(value), style)
        }
        return text.adding("  (greatest)", .dim)
    }
}
