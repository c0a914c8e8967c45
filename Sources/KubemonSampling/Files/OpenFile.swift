import Glibc

/// A file that is open for reading. It has one owner and is closed with it.
public struct OpenFile: ~Copyable {
    /// The descriptor, valid as long as this value lives.
    public let descriptor: Int32

    /// Takes over a descriptor.
    public init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
