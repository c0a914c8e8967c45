import KubemonMetrics
import KubemonProtocol
import KubemonStore

private func cleaned(_ text: String, _ limit: Int = 4096) -> String { WireText.cleaned(text, limit: limit) }

extension WireFleetMonitor {
    init(_ monitor: MonitorSnapshot, facts: NodeFacts) {
        self.init()
        self.facts = WireFacts(facts)
        (epoch, address, connected, since) = (monitor.epoch, monitor.address, monitor.isConnected, monitor.since)
        kinds = monitor.kinds.map { UInt32($0.rawValue) }
        (silence, interval, reconnects) = (monitor.silence, monitor.interval, monitor.reconnects)
        if let identity = monitor.key { key = identity }
    }
}

extension MonitorSnapshot {
    init(_ wire: WireFleetMonitor, version: String) {
        self.init()
        (epoch, isConnected, since, silence) = (wire.epoch, wire.connected, wire.since, wire.silence)
        (interval, reconnects) = (wire.interval, wire.reconnects)
        address = cleaned(wire.address, 300)
        key = wire.hasKey ? cleaned(wire.key, 128) : nil
        self.version = version
        kinds = wire.kinds.compactMap { UInt8(exactly: $0).flatMap(EntityKind.init) }
    }
}

extension WireCollector {
    init(_ facts: CollectorFacts) {
        self.init()
        (monitorAddress, controlAddress) = (facts.monitorAddress, facts.controlAddress)
        (dataDirectory, version, resident) = (facts.dataDirectory, facts.version, facts.resident)
        if let free = facts.freeBytes { freeBytes = free }
        if let percent = facts.cpu { cpu = percent }
        (expectedNodes, expectedCount) = (facts.expectedNodes, UInt32(clamping: facts.expectedCount))
        (encrypted, stateDirectory) = (facts.isEncrypted, facts.stateDirectory)
        clients = facts.commandClients.map { client in
            var wire = WireCommandClient()
            wire.address = client.address
            if let identity = client.key { wire.key = identity }
            return wire
        }
    }
}

extension CollectorFacts {
    init(_ wire: WireCollector) {
        self.init()
        (monitorAddress, controlAddress) = (cleaned(wire.monitorAddress, 300), cleaned(wire.controlAddress, 300))
        (dataDirectory, version, resident) = (cleaned(wire.dataDirectory), cleaned(wire.version, 32), wire.resident)
        freeBytes = wire.hasFreeBytes ? wire.freeBytes : nil
        cpu = wire.hasCpu ? wire.cpu : nil
        expectedNodes = wire.expectedNodes.map { cleaned($0, 253) }
        expectedCount = Int(wire.expectedCount)
        (isEncrypted, stateDirectory) = (wire.encrypted, cleaned(wire.stateDirectory))
        commandClients = wire.clients.map {
            CommandClient(address: cleaned($0.address, 300), key: $0.hasKey ? cleaned($0.key, 128) : nil)
        }
    }
}

extension WireRecordingSummary {
    init(_ summary: RecordingSummary) {
        self.init()
        (name, path, state, note) = (summary.name, summary.path, summary.state.rawValue, summary.note)
        (start, end, interval, nodes) = (summary.start, summary.end, summary.interval, summary.nodes)
        (ticks, rows, bytes, gaps) = (summary.ticks, summary.rows, summary.bytes, summary.gaps)
    }
}

extension RecordingSummary {
    init(_ wire: WireRecordingSummary) {
        self.init()
        (name, path, note) = (cleaned(wire.name, 256), cleaned(wire.path), cleaned(wire.note))
        state = State(rawValue: wire.state) ?? .damaged
        (start, end, interval) = (wire.start, wire.end, wire.interval)
        nodes = wire.nodes.map { cleaned($0, 253) }
        (ticks, rows, bytes, gaps) = (wire.ticks, wire.rows, wire.bytes, wire.gaps)
    }
}

extension WireRecording {
    init(_ progress: RecordingProgress) {
        self.init()
        summary = WireRecordingSummary(progress.summary)
        nodes = progress.nodes.map { node in
            var wire = WireRecordingNode()
            (wire.name, wire.ticks, wire.missed, wire.gaps) = (node.name, node.ticks, node.missed, node.gaps)
            (wire.lastSlot, wire.lastGap) = (node.lastSlot, node.lastGap)
            return wire
        }
        tables = progress.rowsByTable.map { table, rows in
            var wire = WireRecordingTable()
            (wire.name, wire.rows) = (table, rows)
            return wire
        }
        (lastCommit, pending, failure) = (progress.lastCommit, progress.pending, progress.failure)
        (warning, awaited) = (progress.warning, progress.awaited)
    }
}

extension RecordingProgress {
    init(_ wire: WireRecording) {
        self.init(summary: RecordingSummary(wire.summary))
        nodes = wire.nodes.map { wire in
            var node = Node(name: cleaned(wire.name, 253))
            (node.ticks, node.missed, node.gaps) = (wire.ticks, wire.missed, wire.gaps)
            (node.lastSlot, node.lastGap) = (wire.lastSlot, cleaned(wire.lastGap))
            return node
        }
        rowsByTable = wire.tables.map { (cleaned($0.name, 64), $0.rows) }
        (lastCommit, pending, failure) = (wire.lastCommit, wire.pending, cleaned(wire.failure))
        (warning, awaited) = (cleaned(wire.warning), wire.awaited.map { cleaned($0, 253) })
    }
}

extension WireFleetEvent {
    init(_ event: FleetEvent) {
        self.init()
        (node, epoch, wall, kind) = (event.node, event.epoch, event.event.wall, event.event.kind.rawValue)
        (entity, text) = (event.event.entity, event.event.text)
    }
}

extension FleetEvent {
    init?(_ wire: WireFleetEvent) {
        guard let kind = Event.Kind(rawValue: wire.kind) else { return nil }
        self.init(
            node: cleaned(wire.node, 253),
            event: Event(wall: wire.wall, kind: kind, entity: wire.entity, text: cleaned(wire.text)), epoch: wire.epoch)
    }
}
