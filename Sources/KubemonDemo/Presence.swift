/// The seconds of which a machine's samples are there: those that are late come when it is back, those that were lost never.
struct Presence {
    private let name: String
    private let newest: Int
    private let losses: [Range<Int>]

    /// What is there of a machine at the second `now`.
    init(of name: String, at now: Int) {
        self.name = name
        newest = now - Story.state(of: name, max(0, now)).seconds
        losses = Story.losses(until: now).filter { $0.node == name }.map(\.seconds)
    }

    /// Whether the sample of a second is there.
    func has(_ second: Int) -> Bool { second <= newest && !isLost(second) }

    /// Whether the sample of a second will never come.
    func isLost(_ second: Int) -> Bool { losses.contains { $0.contains(second) } }

    /// The machine at a second; `nil` if there is no sample.
    func machine(_ second: Int, _ life: Life) -> FakeFleet.Machine? {
        guard has(second) else { return nil }
        return FakeFleet.machines.first { $0.name == name }?.at(second, life)
    }
}
