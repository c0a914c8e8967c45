import NIOCore
import NIOPosix
import NIOSSL

/// TLS 1.2 with ECDHE and a pre-shared key: both ends prove that they know the secret, nobody else can read along or
/// change anything, and a secret that is stolen later opens nothing that was recorded before.
enum TLS {
    private struct UnknownKey: Error {}

    private static func configuration() -> TLSConfiguration {
        var configuration = TLSConfiguration.makePreSharedKeyConfiguration()
        // BoringSSL has pre-shared keys for TLS 1.2 only.
        configuration.minimumTLSVersion = .tlsv12
        configuration.maximumTLSVersion = .tlsv12
        // TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256
        configuration.cipherSuiteValues = [NIOTLSCipher(rawValue: 0xCCAC)]
        configuration.certificateVerification = .none
        configuration.trustRoots = .certificates([])
        // So long a peer may take to answer a goodbye.
        configuration.shutdownTimeout = .seconds(1)
        return configuration
    }

    /// - Throws: ``TransportError``.
    static func server(_ keys: KeyStore, gate: Gate) throws(TransportError) -> NIOSSLContext {
        var configuration = configuration()
        configuration.pskHint = keys.collector
        configuration.pskServerProvider = { client in
            // A key that was made or revoked a moment ago counts.
            gate.refresh(keys)
            let entry = keys.entry(client.clientIdentity)
            Door.Handshake.current.currentValue?.tried(client.clientIdentity, entry?.grant)
            guard let entry else { throw UnknownKey() }
            return PSKServerIdentityResponse(key: NIOSSLSecureBytes(entry.key.secret))
        }
        return try context(configuration)
    }

    /// - Parameter chosen: called with the key that is used.
    /// - Throws: ``TransportError``.
    static func client(
        _ keys: [AccessKey], chosen: @escaping @Sendable (AccessKey) -> Void
    ) throws(TransportError) -> NIOSSLContext {
        var configuration = configuration()
        configuration.pskClientProvider = { server in
            guard let key = keys.first(where: { !$0.collector.isEmpty && $0.collector == server.hint }) ?? keys.first
            else { throw UnknownKey() }
            chosen(key)
            return PSKClientIdentityResponse(key: NIOSSLSecureBytes(key.secret), identity: key.identity)
        }
        return try context(configuration)
    }

    private static func context(_ configuration: TLSConfiguration) throws(TransportError) -> NIOSSLContext {
        do { return try NIOSSLContext(configuration: configuration) } catch { throw TransportError(error) }
    }
}
