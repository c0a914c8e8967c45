import KubemonMetrics

/// All monitors of ``FleetLoad``. Confined to their event loop.
final class Fleet {
    let monitors: [LoadMonitor]
    private var overruns = 0

    init(count: Int, containers: Int, processes: Int) {
        monitors = (0..<count).map { number in
            let node = FleetNode(number: number, containers: containers, processes: processes)
            return LoadMonitor(node, epoch: UInt64(number) + 1)
        }
    }

    /// Lets every monitor sample the slot.
    func tick(slot: UInt64) {
        for monitor in monitors { monitor.sample(slot: slot) }
        // Later than the next slot: the generator itself can't keep up, and the run says nothing.
        if SystemTime().wall() > (slot + 1) * 1_000_000_000 { overruns += 1 }
    }

    /// Whether everything sent is on the collector's disk.
    var isAcknowledged: Bool { monitors.allSatisfy(\.isAcknowledged) }

    func report(seconds: Int) -> String {
        let delays = monitors.flatMap(\.delays).sorted()
        let rows = monitors.reduce(0) { $0 + $1.rows } * seconds
        func milliseconds(_ part: Int) -> UInt64 {
            delays.isEmpty ? 0 : delays[min(delays.count - 1, delays.count * part / 100)] / 1_000_000
        }
        let lost = monitors.count { $0.isClosed }
        return "{\"nodes\":\(monitors.count),\"seconds\":\(seconds),\"rows\":\(rows),\"acks\":\(delays.count),"
            + "\"ack_p50_ms\":\(milliseconds(50)),\"ack_p99_ms\":\(milliseconds(99)),\"overruns\":\(overruns),"
            + "\"closed\":\(lost),\"unacknowledged\":\(monitors.count { !$0.isAcknowledged })}"
    }
}
