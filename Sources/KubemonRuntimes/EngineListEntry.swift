/// One container in `GET /containers/json`, of which only the id is wanted.
struct EngineListEntry: Decodable, Sendable {
    let id: String

    private enum Keys: String, CodingKey {
        case id = "Id"
    }

    init(from decoder: any Decoder) throws { id = try decoder.container(keyedBy: Keys.self).text(.id) }
}
