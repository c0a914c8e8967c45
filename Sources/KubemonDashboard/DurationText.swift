/// Stretches of time as people type them: `90`, `90s`, `10m`, `1h30m`, `2d`.
enum DurationText {
    /// Nanoseconds, or `nil` if the text is none or not positive.
    static func parse(_ text: String) -> UInt64? {
        var total = 0.0
        var digits = ""
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        for character in text.lowercased() where character != " " {
            if let unit = units[character] {
                guard let number = Double(digits) else { return nil }
                total += number * unit
                digits = ""
            } else {
                digits.append(character)
            }
        }
        if !digits.isEmpty {
            guard let number = Double(digits) else { return nil }
            total += number
        }
        guard total > 0, total < 1e9 else { return nil }
        return UInt64(total * 1e9)
    }
}
