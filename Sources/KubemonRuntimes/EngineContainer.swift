/// A container as `GET /containers/ID/json` describes it, and as Docker keeps it in its file `config.v2.json`.
package struct EngineContainer: Decodable, Sendable {
    let id, name, image, started, finished: String
    let labels: [String: String]
    let restartCount: UInt64?
    let isRunning: Bool
    let exitCode: Int32?

    private enum Keys: String, CodingKey {
        case id = "Id"
        case fileID = "ID"
        case name = "Name"
        case config = "Config"
        case state = "State"
        case restarts = "RestartCount"
    }

    private struct Config: Decodable {
        let image: String
        let labels: [String: String]

        enum Keys: String, CodingKey {
            case image = "Image"
            case labels = "Labels"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Keys.self)
            (image, labels) = (fields.text(.image), fields.texts(.labels))
        }
    }

    private struct State: Decodable {
        let started, finished: String
        let isRunning: Bool
        let exitCode: Int32?

        enum Keys: String, CodingKey {
            case started = "StartedAt"
            case finished = "FinishedAt"
            case isRunning = "Running"
            case exitCode = "ExitCode"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Keys.self)
            (started, finished) = (fields.text(.started), fields.text(.finished))
            (isRunning, exitCode) = (fields.flag(.isRunning), fields.part(Int32.self, .exitCode))
        }
    }

    /// Takes whatever is there.
    ///
    /// - Throws: if it is no object.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        (id, restartCount) = (fields.text(.id) + fields.text(.fileID), fields.count(.restarts))
        name = String(fields.text(.name).drop { $0 == "/" })
        let (config, state) = (fields.part(Config.self, .config), fields.part(State.self, .state))
        (image, labels) = (config?.image ?? "", config?.labels ?? [:])
        // Year 1 stands for never.
        started = state.map { $0.started.hasPrefix("0001-") ? "" : $0.started } ?? ""
        (finished, isRunning, exitCode) = (state?.finished ?? "", state?.isRunning ?? false, state?.exitCode)
    }

    /// What it says, or nil if it is another container than the one asked for.
    package func description(of id: String, runtime: String) -> ContainerDescription? {
        guard self.id == id else { return nil }
        var description = ContainerDescription(id: id, runtime: runtime)
        (description.name, description.image, description.started) = (name, image, started)
        description.restartCount = restartCount
        description.takePod(from: labels)
        return description
    }
}
