/// What `GET /version` says: who answers at a socket.
struct EngineVersion: Decodable, Sendable {
    /// `docker` or `podman`.
    let runtime: String
    /// Version of Podman's own API, such as `4.3.1`; nil for Docker. It becomes part of a path.
    let podmanVersion: String?

    private enum Keys: String, CodingKey {
        case components = "Components"
        case version = "ApiVersion"
    }

    private struct Component: Decodable {
        let name, version: String

        enum Keys: String, CodingKey {
            case name = "Name"
            case version = "Version"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Keys.self)
            (name, version) = (fields.text(.name), fields.text(.version))
        }
    }

    /// - Throws: if it is not the answer of such an API.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        _ = try fields.decode(String.self, forKey: .version)
        let podman = fields.part([Component].self, .components)?.first { $0.name == "Podman Engine" }
        runtime = podman == nil ? "docker" : "podman"
        podmanVersion = podman.map { component in
            let isPlain = component.version.utf8.allSatisfy { (0x2E...0x39).contains($0) && $0 != 0x2F }
            return isPlain && !component.version.isEmpty ? component.version : "4.0.0"
        }
    }
}
