@testable import KubemonDashboard

/// The user's file of settings, whatever is in it: each value that is taken is one that may be, and a setting that is changed
/// in it is read as it was changed, with all others as they were.
enum SettingsFiles {
    static func run(_ bytes: [UInt8]) {
        // The first byte chooses the setting that is changed.
        guard let first = bytes.first else { return }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        let (settings, problems) = SettingsText.parse(text)
        for key in SettingKey.allCases {
            precondition(settings.allows(key, settings[key]), "a value is taken that may not be")
            _ = (settings.limit(key), settings.time(key))
            for step in [-1, 1] {
                let neighbour = key.rule.neighbour(of: settings[key], step)
                precondition(settings.allows(key, neighbour), "a step leads to a value that may not be")
            }
        }
        let key = SettingKey.allCases[Int(first) % SettingKey.allCases.count]
        let value = key.rule.neighbour(of: settings[key], 1)
        var expected = settings
        expected.set(key, value)
        let changed = SettingsText.changed(text, key, to: value)
        let again = SettingsText.parse(changed)
        precondition(again.settings == expected, "a change of a setting is not read as it was written")
        precondition(again.problems.count <= problems.count, "a change of a setting makes a line wrong")
        precondition(SettingsText.changed(changed, key, to: value) == changed, "the same change changes the file again")
    }
}
