import FoundationEssentials

/// One container in `overlay-containers/containers.json`, where Podman and CRI-O keep the names they gave.
struct StoredContainer: Decodable, Sendable {
    let id, name, image: String

    /// Whether it has the name that Podman gives the container that holds a pod together: no other file tells.
    var isInfra: Bool {
        let start = name.dropLast("-infra".count)
        return name.hasSuffix("-infra") && start.utf8.count == 12 && start.allSatisfy(\.isHexDigit)
    }

    private enum Keys: String, CodingKey {
        case id, names, metadata
    }

    /// The runtime's own remarks: an object inside a text.
    private struct Metadata: Decodable {
        let image: String

        enum Keys: String, CodingKey {
            case image = "image-name"
        }

        init(from decoder: any Decoder) throws {
            image = try decoder.container(keyedBy: Keys.self).text(.image)
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        id = fields.text(.id)
        name = (fields.part([String].self, .names)?.first ?? "").cut(to: 1024)
        let metadata = try? JSONDecoder().decode(Metadata.self, from: Data(fields.text(.metadata).utf8))
        image = metadata?.image ?? ""
    }
}
