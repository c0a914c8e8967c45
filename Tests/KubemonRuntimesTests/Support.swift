import FoundationEssentials
import Glibc
import KubemonRuntimes

/// Ids as runtimes give them: 64 times the same digit.
func id(_ digit: Character) -> String { String(repeating: digit, count: 64) }

/// A file of `Fixtures`.
func fixture(_ name: String) throws -> String {
    let directory = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    return String(decoding: try Data(contentsOf: URL(filePath: "/\(directory)/Fixtures/\(name)")), as: UTF8.self)
}

/// Decodes JSON.
func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
}

/// A directory that is gone with its last owner. Its path is short enough for sockets.
final class ScratchDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/kmrt-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and the directories above it.
    func write(_ text: String, to name: String) throws {
        try makeDirectory(String(name.split(separator: "/").dropLast().joined(separator: "/")))
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// Makes a directory and those above it.
    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }
}

/// The news of a start, as an announcement gives it.
func started(
    _ id: String, name: String = "", image: String = "", runtime: String = "docker", wall: UInt64
) -> RuntimeNews {
    var said = ContainerDescription(id: id, runtime: runtime)
    (said.name, said.image) = (name, image)
    return .started(said, wall: wall)
}
