import KubemonRuntimes
import Synchronization

/// A runtime that says what a test lets it say.
final class FakeRuntimes: RuntimeSource {
    private struct State {
        var news: [RuntimeNews] = []
        var asked: [String] = []
        var forgotten: [String] = []
        var announcesEnds = false
    }

    private let state = Mutex(State())

    var asked: [String] { state.withLock { $0.asked } }
    var forgotten: [String] { state.withLock { $0.forgotten } }
    var announcesEnds: Bool {
        get { state.withLock { $0.announcesEnds } }
        set { state.withLock { $0.announcesEnds = newValue } }
    }

    func say(_ news: RuntimeNews...) { state.withLock { $0.news += news } }

    func look(for id: String, runtime: String, podUID: String) { state.withLock { $0.asked.append(id) } }
    func forget(_ id: String) { state.withLock { $0.forgotten.append(id) } }
    func announcesEnd(of id: String) -> Bool { announcesEnds }
    func takeNews() -> [RuntimeNews] {
        state.withLock { state in
            defer { state.news = [] }
            return state.news
        }
    }
}
