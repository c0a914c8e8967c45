import NIOSSL

/// Why a TLS handshake failed, as far as people can do something about it.
enum TLSFailure {
    /// The other end does not know the key's name.
    case unknownKey
    /// The secrets differ.
    case wrongSecret
    /// The other end does not speak TLS.
    case noTLS
    /// The other end speaks TLS, but not with pre-shared keys.
    case noSharedKeys
    /// The other end closed the connection.
    case ended
    case other(String)

    init(_ error: any Error) {
        // NIOSSL hands on BoringSSL's error stack as text only.
        let text = "\(error)"
        let signs: [(String, TLSFailure)] = [
            ("UNKNOWN_PSK_IDENTITY", .unknownKey), ("PSK_IDENTITY_NOT_FOUND", .unknownKey),
            ("BAD_RECORD_MAC", .wrongSecret), ("DECRYPT_ERROR", .wrongSecret), ("DIGEST_CHECK_FAILED", .wrongSecret),
            ("WRONG_VERSION_NUMBER", .noTLS), ("HTTP_REQUEST", .noTLS), ("HANDSHAKE_FAILURE", .noSharedKeys),
            ("NO_SHARED_CIPHER", .noSharedKeys), ("PROTOCOL_VERSION", .noSharedKeys),
            ("UNSUPPORTED_PROTOCOL", .noSharedKeys), ("closed the connection", .ended), ("EOF", .ended),
            ("reset", .ended), ("uncleanShutdown", .ended),
        ]
        self = signs.first { text.contains($0.0) }?.1 ?? .other(TransportError.sentence(for: error))
    }

    /// What a client tells its user.
    func sentence(withKey key: AccessKey?, role: Grant.Role) -> String {
        switch self {
        case .unknownKey:
            "the collector does not know the key \(Self.name(key)): it was revoked or made for another collector; "
                + (key?.isFound == true ? "say with --state-dir where that collector keeps its keys, or " : "")
                + "make one there with 'kubemon key create --role \(role.rawValue)' and give it with --key-file"
        case .wrongSecret:
            "the secret of the key \(Self.name(key)) is not the one that the collector has; copy the whole line that "
                + "'kubemon key create' printed"
        case .noTLS:
            "what listens there does not speak TLS; if it is a collector that was started with --insecure, give "
                + "--insecure here too"
        case .noSharedKeys: "what listens there is no collector of kubemon; is the port right?"
        case .ended: "it closed the connection during the TLS handshake; is it a collector, and the port right?"
        case .other(let text): "the TLS handshake failed: \(text)"
        }
    }

    private static func name(_ key: AccessKey?) -> String {
        guard let key, !key.source.isEmpty else { return "'\(key?.identity ?? "")'" }
        return "'\(key.identity)' \(key.isFound ? "found in" : "from") \(key.source)"
    }

    /// What a collector logs.
    func sentence(atServer handshake: Door.Handshake) -> String {
        switch self {
        case .unknownKey: "its key '\(handshake.identity)' is not known here"
        case .wrongSecret: "the secret of its key '\(handshake.identity)' is wrong"
        case .noTLS: "it does not speak TLS"
        case .noSharedKeys: "it offered no pre-shared key"
        case .ended: "it closed the connection during the TLS handshake"
        case .other(let text): "the TLS handshake failed: \(text)"
        }
    }
}
