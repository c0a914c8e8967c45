import KubemonScreen
import KubemonStore

/// On the way to another time: decoding takes its time in a large fleet, and keys go on meanwhile.
struct Journey: Sendable {
    /// One way to go.
    struct Leg: Sendable {
        var target: TimeTarget
        /// From where, wall ns.
        var from: UInt64

        /// Where it leads to; `nil` where samples have to be counted.
        var end: UInt64? { target.instant(from: from) }
    }

    /// What was asked for.
    let leg: Leg
    /// Where to go on to from there; keys that come meanwhile add up.
    private(set) var next: Leg?
    /// Whether it leads nowhere, only to the graphs of other rows.
    var isRefresh = false

    init(_ leg: Leg, isRefresh: Bool = false) { (self.leg, self.isRefresh) = (leg, isRefresh) }

    /// Where one will be, as far as that is known.
    var end: UInt64? { next == nil ? leg.end : next?.end }

    /// Where it leads: `3 samples back`, `to 14:02:31Z`.
    var words: String {
        if let end { return "to " + Format.timeOfDay(end) }
        let count = [leg, next].compactMap { leg in
            if case .samples(let count)? = leg?.target { count } else { nil }
        }.reduce(0, +)
        return "\(count.magnitude) sample\(count.magnitude == 1 ? "" : "s") \(count < 0 ? "back" : "on")"
    }

    /// Goes on to `target` behind all that was asked for so far.
    mutating func add(_ target: TimeTarget, from wall: UInt64) {
        if case .samples(let count) = target, case .samples(let before)? = next?.target {
            next?.target = .samples(before + count)
        } else {
            next = Leg(target: target, from: wall)
        }
    }
}
