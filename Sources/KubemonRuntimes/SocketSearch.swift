import Glibc

/// Where sockets of runtimes are.
package struct SocketSearch: Sendable {
    /// A socket to watch.
    package struct Place: Sendable, Hashable {
        package let path: String
        /// Whether the user named it: then people are told where it does not answer.
        package let isExplicit: Bool

        /// Names a place.
        package init(path: String, isExplicit: Bool) { (self.path, self.isExplicit) = (path, isExplicit) }
    }

    /// A socket is the same under every path.
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// Most users whose own sockets are looked for.
    private static let mostUsers = 256

    /// What was wrong with the options, for people.
    package let troubles: [String]
    private let explicit: [String]
    private let root: String

    /// Understands the options.
    package init(_ options: RuntimeOptions) {
        var (explicit, troubles): ([String], [String]) = ([], [])
        for text in options.sockets {
            if let path = Self.path(text) {
                explicit.append(path)
            } else {
                troubles.append("\(text) is no runtime's socket: give a path or unix:///path.")
            }
        }
        if let host = options.dockerHost, !host.isEmpty {
            if let path = Self.path(host) {
                explicit.append(path)
            } else {
                troubles.append(
                    "DOCKER_HOST is \(host), and only sockets of this machine are watched: set it to unix:///path or "
                        + "unset it.")
            }
        }
        (self.explicit, self.troubles, root) = (explicit, troubles, options.root)
    }

    /// The path in `/path` or `unix:///path`, or nil.
    private static func path(_ text: String) -> String? {
        let path = text.hasPrefix("unix://") ? String(text.dropFirst(7)) : text
        return path.hasPrefix("/") ? path : nil
    }

    /// The sockets to watch besides those that are watched: all that the user named, and the usual ones that exist.
    package func found(besides watched: [String]) -> [Place] {
        var known = Set(watched.compactMap(Self.identity))
        var paths = Set(watched)
        var places: [Place] = []
        for path in explicit where paths.insert(path).inserted {
            let identity = Self.identity(path)
            if let identity, !known.insert(identity).inserted { continue }
            places.append(Place(path: path, isExplicit: true))
        }
        for path in usual where !paths.contains(path) {
            guard let identity = Self.identity(path), known.insert(identity).inserted else { continue }
            places.append(Place(path: path, isExplicit: false))
        }
        return places
    }

    private var usual: [String] {
        let users = Files.path("/run/user", below: root)
        return ["/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock"].map {
            Files.path($0, below: root)
        }
            + Files.names(in: users).sorted().prefix(Self.mostUsers).flatMap { user in
                ["\(users)/\(user)/podman/podman.sock", "\(users)/\(user)/docker.sock"]
            }
    }

    private static func identity(_ path: String) -> Identity? {
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFSOCK else { return nil }
        return Identity(device: UInt64(info.st_dev), inode: UInt64(info.st_ino))
    }
}
