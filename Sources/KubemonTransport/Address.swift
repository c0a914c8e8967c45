public import NIOCore

/// How addresses are written.
public enum Address {
    /// `192.0.2.1:9822`, `[2001:db8::1]:9822`; an IPv4 address that came over an IPv6 socket is shown as IPv4.
    public static func text(_ address: SocketAddress) -> String {
        guard let host = address.ipAddress, let port = address.port else { return "\(address)" }
        return text(host: host, port: port)
    }

    /// `host:port`, with brackets where the host is an IPv6 address.
    public static func text(host: String, port: Int) -> String {
        let mapped = host.hasPrefix("::ffff:") && host.contains(".") ? String(host.dropFirst(7)) : host
        return mapped.contains(":") ? "[\(mapped)]:\(port)" : "\(mapped):\(port)"
    }
}
