/// Fields may be missing or of another type than documented: one strange field must not lose the rest.
extension KeyedDecodingContainer {
    /// Longest text that is taken, in bytes.
    private static var longestText: Int { 1024 }

    /// The text of `key`, cut to 1 KiB; empty if there is none.
    func text(_ key: Key) -> String {
        ((try? decodeIfPresent(String.self, forKey: key)) ?? "").cut(to: Self.longestText)
    }

    /// The number of `key`, or nil if there is none or it is negative.
    func count(_ key: Key) -> UInt64? { try? decodeIfPresent(UInt64.self, forKey: key) }

    /// Whether `key` is true.
    func flag(_ key: Key) -> Bool { (try? decodeIfPresent(Bool.self, forKey: key)) ?? false }

    /// What `key` holds, or nil if there is nothing that fits.
    func part<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? { try? decodeIfPresent(type, forKey: key) }

    /// The texts of the object `key`; entries that are no text are left out.
    func texts(_ key: Key) -> [String: String] { part(Texts.self, key)?.values ?? [:] }
}

/// An object of texts; entries that are something else are left out.
struct Texts: Decodable {
    let values: [String: String]

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: AnyKey.self)
        var values: [String: String] = [:]
        for key in fields.allKeys {
            if let text = try? fields.decode(String.self, forKey: key) { values[key.stringValue] = text }
        }
        self.values = values
    }
}
