public import KubemonStore

/// Invented curves.
public enum FakeHistory {
    /// Five minutes of one sample per second before `end`, with a gap of nine seconds, as far as they are in the window.
    public static func history(of node: String, end: UInt64) -> History {
        var history = History()
        history.node = node
        let last = end / FakeFleet.interval
        for second in (last - 900)...last {
            // A gap that moves out of sight as time passes.
            if (1_795_356_052...1_795_356_061).contains(second) { continue }
            let phase = Int(second % 100_000)
            let isBurst = (1_795_356_081...1_795_356_101).contains(second)
            let cpu = isBurst ? 92 : wave(36, phase, spread: 14)
            let memory = 48 + Double(phase % 900) / 70
            let network = 1_200_000 * (1 + wave(40, phase, spread: 40) / 50)
            let values: [Double] = [
                cpu, memory, network, network * 0.6, wave(20, phase * 3, spread: 20) * 20_000, 4_000_000,
                isBurst ? 38 : 3, 0, 1,
            ]
            history.points.append(
                .init(wall: second * FakeFleet.interval + 1_000_000, values: values.map { Float($0) }))
        }
        return history
    }

    /// A value that goes up and down around `centre`, without any random number.
    static func wave(_ centre: Double, _ phase: Int, spread: Double) -> Double {
        let slow = Double(abs(phase % 90 - 45)) / 45
        let fast = Double((phase * 7_919) % 23) / 23
        return min(100, max(0, centre + (slow - 0.5) * spread + (fast - 0.5) * spread * 0.6))
    }
}
