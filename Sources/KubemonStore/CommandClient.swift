/// A connection to the command port.
public struct CommandClient: Sendable, Hashable {
    /// Address and port of the other end.
    public var address: String
    /// Name of the key that it gave (TLS); `nil` on plain TCP.
    public var key: String?

    /// Describes a connection.
    public init(address: String, key: String?) {
        self.address = address
        self.key = key
    }
}
