/// One event of `GET /events`, Docker's or Podman's.
package struct EngineEvent: Decodable, Sendable, Hashable {
    /// What happened to the container.
    enum Kind: Sendable {
        case created, started, ended, oomKilled, renamed, removed
    }

    /// Nil for events that do not matter.
    let kind: Kind?
    let id: String
    let exitCode: Int32?
    /// The runtime's clock, ns since the epoch.
    let wall: UInt64
    /// Name, image and labels of the container, among other things.
    private let attributes: [String: String]

    private enum Keys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case status, id, time, timeNano
    }

    private struct Actor: Decodable {
        let id: String
        let attributes: [String: String]

        enum Keys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Keys.self)
            (id, attributes) = (fields.text(.id), fields.texts(.attributes))
        }
    }

    private static let kinds: [String: Kind] = [
        "create": .created, "start": .started, "die": .ended, "died": .ended, "oom": .oomKilled, "rename": .renamed,
        "destroy": .removed, "remove": .removed,
    ]

    /// Takes whatever is there.
    ///
    /// - Throws: if it is no object.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        let actor = fields.part(Actor.self, .actor)
        let (type, action) = (fields.text(.type), fields.text(.action))
        id = actor.map(\.id) ?? fields.text(.id)
        let isOfContainer = (type.isEmpty || type == "container") && ContainerID.isValid(id)
        kind = isOfContainer ? Self.kinds[action.isEmpty ? fields.text(.status) : action] : nil
        // Podman gives the second one with every event, and alone in old versions.
        let code = actor.flatMap { $0.attributes["exitCode"] ?? $0.attributes["containerExitCode"] }
        exitCode = kind == .ended ? code.flatMap { Int32($0) } : nil
        let seconds = fields.count(.time) ?? 0
        attributes = kind == .started ? actor?.attributes ?? [:] : [:]
        wall = fields.count(.timeNano) ?? seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
    }

    /// The news in it, or nil.
    package func news(runtime: String) -> RuntimeNews? {
        switch kind {
        case .started: .started(description(runtime: runtime), wall: wall)
        case .ended: .ended(id: id, exitCode: exitCode, wall: wall)
        case .oomKilled: .oomKilled(id: id, wall: wall)
        case .created, .renamed, .removed, nil: nil
        }
    }

    /// Docker and Podman put the labels among the attributes.
    private func description(runtime: String) -> ContainerDescription {
        var description = ContainerDescription(id: id, runtime: runtime)
        (description.name, description.image) = (attributes["name"] ?? "", attributes["image"] ?? "")
        let own = ["name", "image", "containerExitCode", "exitCode", "podId"]
        description.takePod(from: attributes.filter { !own.contains($0.key) })
        return description
    }
}
