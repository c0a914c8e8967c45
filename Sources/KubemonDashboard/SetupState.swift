import KubemonScreen

/// The window in which settings are changed.
struct SetupState: Sendable {
    /// Which setting is marked.
    var index = 0
    /// The value that is being typed, or `nil`.
    var field: TextField?
    /// What is wrong with it; empty if nothing is.
    var error = ""

    /// The marked one.
    var key: SettingKey { SettingKey.allCases[max(0, min(index, SettingKey.allCases.count - 1))] }
}

extension DashboardState {
    /// Keys of the settings window.
    mutating func handleSetup(_ key: Key, _ setup: SetupState) -> [Effect] {
        var setup = setup
        defer { if case .setup = dialog { dialog = .setup(setup) } }
        if var field = setup.field {
            switch key {
            case .enter:
                let effects = change(setup.key, to: field.text)
                setup.error = effects.isEmpty ? SettingsText.refusal(of: field.text, for: setup.key) : ""
                // What was refused stays, to be mended.
                if !effects.isEmpty { setup.field = nil }
                return effects
            default:
                if field.handle(key) { (setup.field, setup.error) = (field, "") }
                return []
            }
        }
        let count = SettingKey.allCases.count
        setup.error = ""
        switch key {
        case .left, .character("-"): return change(setup.key, by: -1)
        case .right, .character("+"), .character(" "): return change(setup.key, by: 1)
        case .enter:
            if case .choice = setup.key.rule { return change(setup.key, by: 1) }
            setup.field = TextField(suggestion: settings[setup.key])
        case .delete, .backspace: return change(setup.key, to: setup.key.standard)
        case .wheelUp: setup.index = max(0, setup.index - 1)
        case .wheelDown: setup.index = min(count - 1, setup.index + 1)
        case .character("q"), .function(2): dialog = nil
        default:
            switch Keymap.action(of: key) {
            case .up: setup.index = (setup.index + count - 1) % count
            case .down: setup.index = (setup.index + 1) % count
            case .first, .pageUp: setup.index = 0
            case .last, .pageDown: setup.index = count - 1
            default: break
            }
        }
        return []
    }

    private mutating func change(_ key: SettingKey, by step: Int) -> [Effect] {
        change(key, to: key.rule.neighbour(of: settings[key], step))
    }

    /// Changes a setting, here and in the file; nothing if the value is not allowed.
    mutating func change(_ key: SettingKey, to text: String) -> [Effect] {
        guard settings.set(key, text) else { return [] }
        let hadMouse = hasMouse
        apply([key])
        return [.changeSetting(key, settings)] + (hadMouse == hasMouse ? [] : [.setMouse(hasMouse)])
    }

    /// Brings what is shown in line with the settings.
    mutating func apply(_ keys: [SettingKey]) {
        for key in keys {
            switch key {
            case .mouse: hasMouse = settings.isOn(.mouse)
            case .cpu:
                let base: CPUBase = settings[.cpu] == "limit" ? .limit : settings[.cpu] == "node" ? .node : .core
                tables[.containers]?.base = base
                // A process has no limit of its own.
                tables[.processes]?.base = base == .limit ? .core : base
            case .refresh: refresh = settings.time(.refresh)
            case .window: window = settings.time(.window) ?? window
            case .alarmCPU, .alarmMemory, .alarmThrottled, .alarmPressure, .alarmNodeMemory, .alarmLost, .alarmDisk:
                limits = AlarmLimits(settings)
            case .theme, .colors, .ascii, .graph, .hangup: break
            }
        }
    }
}
