/// What an alarm is about.
enum AlarmKind: String, CaseIterable, Sendable {
    case cpu, memory, throttled, pressureCPU, pressureMemory, pressureIO, nodeMemory, lost, disk

    /// Those of the values of PSI, in the order of readings: CPU, memory, io.
    static let pressures = [pressureCPU, pressureMemory, pressureIO]

    /// The setting that holds its limit.
    var key: SettingKey {
        switch self {
        case .cpu: .alarmCPU
        case .memory: .alarmMemory
        case .throttled: .alarmThrottled
        case .pressureCPU, .pressureMemory, .pressureIO: .alarmPressure
        case .nodeMemory: .alarmNodeMemory
        case .lost: .alarmLost
        case .disk: .alarmDisk
        }
    }

    /// How long a value must be at its limit: rates jump, what the kernel smoothes or counts does not. Nanoseconds.
    var patience: UInt64 { self == .cpu || self == .throttled ? 3 * DashboardState.second : 0 }
}
