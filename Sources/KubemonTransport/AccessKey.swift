/// A pre-shared key: a name that is no secret and 32 bytes that are.
public struct AccessKey: Sendable, Equatable {
    /// The name by which the collector finds the secret.
    public let identity: String
    let secret: [UInt8]
    /// Where a client has it from: the file, option or variable that was given, or the file in which it was found; empty if
    /// nobody has said.
    public var source = ""
    /// Whether it was found with a collector on this machine, and not given.
    public var isFound = false
    /// The number of the collector that the key was found with, on the same machine; empty if it was handed over.
    public var collector = ""

    /// A new key with a random secret, from the kernel's generator.
    public init(identity: String) {
        self.identity = identity
        secret = (0..<32).map { _ in UInt8.random(in: 0...255) }
    }

    /// Reads a key as `kubemon key create` prints it.
    ///
    /// - Returns: `nil` if `text` is anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "km1", Self.isIdentity(parts[1]), let secret = Base64.bytes(parts[2]),
            secret.count == 32
        else { return nil }
        identity = String(parts[1])
        self.secret = secret
    }

    /// `km1:<identity>:<base64 of 32 bytes>`. A secret: never log it.
    public var text: String { "km1:\(identity):\(Base64.text(secret))" }

    private static func isIdentity(_ text: some StringProtocol) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
