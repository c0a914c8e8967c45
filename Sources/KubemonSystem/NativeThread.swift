import CLinux
import Glibc

/// A thread of the operating system, for loops that block in system calls.
public struct NativeThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: at most 15 characters; what `top -H` shows.
    ///   - body: what it runs; the thread ends with it.
    public init(name: String, body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                _ = kubemon_set_thread_name(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        // Fails only where the process may have no more threads: nothing can go on then.
        precondition(result == 0, "a thread can't be started")
        self.handle = handle
    }

    /// Waits until the thread has ended. Call it once at most.
    public func join() { pthread_join(handle, nil) }

    /// Lets it end by itself; nobody may wait for it any more.
    public func detach() { pthread_detach(handle) }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
