/// Where in time a console wants to go.
public enum TimeTarget: Sendable, Hashable {
    /// So many samples on, or back where negative.
    case samples(Int)
    /// So many nanoseconds on, or back where negative.
    case shift(Int64)
    /// The state at an instant, wall ns.
    case instant(UInt64)

    /// Whether it leads back from where one is.
    public var isBack: Bool {
        switch self {
        case .samples(let count): count < 0
        case .shift(let distance): distance < 0
        case .instant: false
        }
    }

    /// The instant that a stretch of time leads to from `wall`; `nil` where samples have to be counted.
    public func instant(from wall: UInt64) -> UInt64? {
        switch self {
        case .samples: nil
        case .shift(let distance):
            distance < 0
                ? wall - min(wall, distance.magnitude)
                : wall.addingReportingOverflow(distance.magnitude).overflow ? .max : wall + distance.magnitude
        case .instant(let instant): instant
        }
    }
}
