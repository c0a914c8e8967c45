import CLinux
import Glibc

/// Tells at once when the first process of a container has ended, so that its cgroup can be read before it is removed, and
/// when a runtime has news.
final class ExitWatch {
    private static let newsTag: UInt64 = 1

    /// Readable while something is to be attended to; -1 without descriptors.
    let descriptor: Int32
    private var lastTag = newsTag
    private var watched: [UInt64: (container: Container, process: KeptFile)] = [:]
    private var tags: [ObjectIdentifier: UInt64] = [:]

    /// - Parameter news: a descriptor that is readable while a runtime has news, or `nil`.
    init(news: Int32?) {
        descriptor = kubemon_epoll()
        if let news { _ = kubemon_epoll_add(descriptor, news, Self.newsTag) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Waits for the end of process `pid`, the first one of `container`, in place of any other one of it. Older kernels
    /// can't: then the container gets no last row.
    func watch(_ pid: UInt32, of container: Container, budget: DescriptorBudget) {
        forget(container)
        guard descriptor >= 0, budget.take() else { return }
        let process = KeptFile(path: "", file: OpenFile(adopting: kubemon_pidfd_open(pid)), budget: budget)
        lastTag += 1
        guard process.isOpen, kubemon_epoll_add(descriptor, process.file.descriptor, lastTag) == 0 else { return }
        watched[lastTag] = (container, process)
        tags[ObjectIdentifier(container)] = lastTag
    }

    /// Watches `container` no longer.
    func forget(_ container: Container) {
        if let tag = tags.removeValue(forKey: ObjectIdentifier(container)) { watched[tag] = nil }
    }

    /// The next container whose first process has ended, each once; `nil` if there is none (any more).
    func next() -> Container? {
        // News that come meanwhile are handed out in turn with processes.
        for _ in 0..<2 {
            let tag = kubemon_epoll_take(descriptor)
            if tag == Self.newsTag { continue }
            guard let container = watched[tag]?.container else { return nil }
            forget(container)
            return container
        }
        return nil
    }
}
