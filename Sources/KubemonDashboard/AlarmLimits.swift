import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The values from which alarms are raised; `nil` is never.
struct AlarmLimits: Sendable, Equatable {
    private var limits: [AlarmKind: Double] = [:]

    init(_ settings: Settings = Settings()) {
        for kind in AlarmKind.allCases {
            switch kind {
            case .lost: limits[kind] = settings.isOn(.alarmLost) ? 1 : nil
            // Less is worse: negative, so that all are compared alike.
            case .disk: limits[kind] = settings.limit(.alarmDisk).map { -$0 }
            default: limits[kind] = settings.limit(kind.key)
            }
        }
    }

    subscript(kind: AlarmKind) -> Double? { limits[kind] }

    /// Whether a value is at its limit.
    func isReached(_ kind: AlarmKind, _ value: Double?) -> Bool {
        guard let limit = limits[kind], let value else { return false }
        return value >= limit
    }

    /// The style of a value that matters from `warning` on.
    func style(_ kind: AlarmKind, _ value: Double?, warning: Double) -> Style {
        isReached(kind, value) ? .critical : (value ?? 0) >= warning ? .warning : .plain
    }

    /// Whether something about a container should be looked at.
    func isReached(by reading: ContainerReading) -> Bool {
        isReached(.throttled, reading.throttledPeriods) || isReached(.memory, reading.memoryOfLimit)
            || isReached(.pressureCPU, reading.greatestPressure)
    }
}

extension ContainerReading {
    /// The greatest of its three PSI values, or `nil`.
    var greatestPressure: Double? { pressure.compactMap(\.self).max() }
}
