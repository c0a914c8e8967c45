/// How many more files of one sort may be kept open.
///
/// Used by the sampler's thread only.
final class DescriptorBudget {
    private(set) var remaining: Int

    init(_ count: Int) { remaining = max(0, count) }

    /// Whether one more may be opened; if so it is taken.
    func take() -> Bool {
        guard remaining > 0 else { return false }
        remaining -= 1
        return true
    }

    func giveBack() { remaining += 1 }
}
