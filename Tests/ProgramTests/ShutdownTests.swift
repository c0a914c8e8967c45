import Synchronization
import Testing

@testable import kubemon

@Suite("The end of the program")
struct ShutdownTests {
    @Test("ends the parts in the opposite order of their start, each once")
    func order() {
        let shutdown = Shutdown()
        let ended = Ended()
        for name in ["collector", "monitor", "console"] { shutdown.add { ended.note(name) } }
        #expect(!shutdown.hasBegun)
        shutdown.run()
        #expect(shutdown.hasBegun)
        #expect(ended.names == ["console", "monitor", "collector"])
    }

    private final class Ended: Sendable {
        private let list = Mutex<[String]>([])
        var names: [String] { list.withLock { $0 } }
        func note(_ name: String) { list.withLock { $0.append(name) } }
    }
}
