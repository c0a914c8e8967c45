/// What the user has chosen, over what is usual.
public struct Settings: Sendable, Equatable {
    private var values: [SettingKey: String] = [:]

    /// Everything as usual.
    public init() {}

    /// A value in the form that is kept.
    public subscript(key: SettingKey) -> String { values[key] ?? key.standard }

    /// Changes one.
    ///
    /// - Returns: whether the text is allowed; if not, nothing changes.
    @discardableResult
    public mutating func set(_ key: SettingKey, _ text: String) -> Bool {
        guard let value = key.rule.accepted(text) else { return false }
        values[key] = value
        return true
    }

    /// Whether a setting may be `text`.
    public func allows(_ key: SettingKey, _ text: String) -> Bool { key.rule.accepted(text) != nil }

    /// Whether a setting is `on`.
    public func isOn(_ key: SettingKey) -> Bool { self[key] == "on" }

    /// A limit as a number, or `nil` if it is `off`.
    func limit(_ key: SettingKey) -> Double? { Filter.number(Substring(self[key])) }

    /// A stretch of time, ns, or `nil` if a word stands for none.
    func time(_ key: SettingKey) -> UInt64? { DurationText.parse(self[key]) }
}
