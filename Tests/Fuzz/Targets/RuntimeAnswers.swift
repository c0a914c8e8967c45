import FoundationEssentials
import NIOCore

@testable import KubemonRuntimes

/// What container runtimes answer and what lies in their directories. The first byte chooses the reader.
enum RuntimeAnswers {
    static func run(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let text = bytes.dropFirst()
        let data = Data(text)
        switch first % 6 {
        case 0:
            var splitter = LineSplitter(longest: 256)
            var buffer = ByteBuffer(bytes: text)
            splitter.append(&buffer)
            while let line = try? splitter.next() { precondition(line.readableBytes <= 256, "a line is too long") }
        case 1: _ = (try? JSONDecoder().decode(EngineEvent.self, from: data))?.news(runtime: "docker")
        case 2: _ = try? JSONDecoder().decode(EngineContainer.self, from: data)
        case 3: _ = try? JSONDecoder().decode([EngineListEntry].self, from: data)
        case 4:
            let id = String(repeating: "a", count: 64)
            _ = (try? JSONDecoder().decode(BundleConfig.self, from: data))?.description(of: id, runtime: "cri")
            _ = try? JSONDecoder().decode([StoredContainer].self, from: data)
        default: _ = WallTime.nanoseconds(String(decoding: text, as: UTF8.self))
        }
    }
}
