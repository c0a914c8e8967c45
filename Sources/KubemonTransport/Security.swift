/// How a client protects its connections.
public enum ClientSecurity: Sendable {
    /// Plain TCP: anybody on the way can read and change everything.
    case plain
    /// TLS with a pre-shared key. Of several keys the one counts that was found with the collector that answers, else the
    /// first.
    case keys([AccessKey])
    /// The same with the keys that are there when a connection is made: others may have been revoked. Asked on any thread.
    case search(@Sendable () -> [AccessKey])
}

/// Whom a listening socket lets in.
public enum ServerSecurity: Sendable {
    /// Plain TCP: anybody who can reach the port.
    case plain
    /// TLS with pre-shared keys: who has one of these.
    case keys(KeyStore)
}
