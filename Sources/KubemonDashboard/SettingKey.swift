/// The settings of the console: the only table of them. Setup, `kubemon config`, messages and the README follow.
public enum SettingKey: String, CaseIterable, Sendable {
    case theme, colors, ascii, graph, mouse, cpu, refresh, window, hangup
    case alarmCPU = "alarm-cpu"
    case alarmMemory = "alarm-memory"
    case alarmThrottled = "alarm-throttled"
    case alarmPressure = "alarm-pressure"
    case alarmNodeMemory = "alarm-node-memory"
    case alarmLost = "alarm-lost"
    case alarmDisk = "alarm-disk"

    /// What it does, in a few words.
    public var summary: String {
        switch self {
        case .theme: "ground; auto: as the terminal says"
        case .colors: "colours; auto: as many as the terminal says"
        case .ascii: "only ASCII; auto: where the terminal needs it"
        case .graph: "what graphs are drawn with"
        case .mouse: "wheel and clicks; Shift marks text meanwhile"
        case .cpu: "what 100 % CPU of a container is; % changes it"
        case .refresh: "time between frames; auto: with every sample"
        case .window: "length of the graphs at start"
        case .hangup: "what a recording does if the terminal is lost"
        case .alarmCPU: "CPU of a container, % of its limit, for 3 s"
        case .alarmMemory: "working set of a container, % of its limit"
        case .alarmThrottled: "throttled periods of a container, %, for 3 s"
        case .alarmPressure: "PSI some avg10 of CPU, memory or io, %"
        case .alarmNodeMemory: "memory of a node, % of all"
        case .alarmLost: "a node that is lost"
        case .alarmDisk: "free space where a recording is written"
        }
    }

    /// What it is if the user has not said.
    public var standard: String {
        switch self {
        case .theme, .colors, .ascii, .refresh: "auto"
        case .graph: "block"
        case .mouse, .alarmLost: "on"
        case .cpu: "core"
        case .window: "5m"
        case .hangup: "keep"
        case .alarmCPU, .alarmNodeMemory: "95"
        case .alarmMemory: "90"
        case .alarmThrottled: "25"
        case .alarmPressure: "40"
        case .alarmDisk: "1G"
        }
    }

    /// What it may be, in words.
    public var allowed: String { rule.allowed }

    var rule: SettingRule {
        switch self {
        case .theme: .choice(["auto", "dark", "light", "mono"])
        case .colors: .choice(["auto", "16", "256", "true"])
        case .ascii: .choice(["auto", "on", "off"])
        case .graph: .choice(["block", "braille"])
        case .mouse, .alarmLost: .choice(["on", "off"])
        case .cpu: .choice(["core", "limit", "node"])
        case .hangup: .choice(["keep", "stop"])
        case .refresh: .time(least: 100_000_000, most: 3600 * DashboardState.second, word: "auto")
        case .window: .time(least: 10 * DashboardState.second, most: 24 * 3600 * DashboardState.second, word: nil)
        case .alarmCPU, .alarmMemory, .alarmThrottled, .alarmPressure, .alarmNodeMemory: .percent
        case .alarmDisk: .bytes
        }
    }

    /// Where Setup lists it.
    var section: String { rawValue.hasPrefix("alarm") ? "Alarms, raised from" : "Console" }
    /// Whether it takes effect at the next start only.
    var isForNextStart: Bool { self == .colors }
}
