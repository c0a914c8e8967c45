/// What a node may be called.
enum NodeName {
    static let rule = "a name of 1 to 253 bytes without spaces and control characters"

    static func isUsable(_ name: String) -> Bool {
        (1...253).contains(name.utf8.count) && !name.unicodeScalars.contains { $0.value < 0x21 || $0.value == 0x7F }
    }
}
