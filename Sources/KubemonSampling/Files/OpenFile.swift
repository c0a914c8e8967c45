import Glibc

/// A file that is open for reading. It has one owner and is closed with it.
public struct OpenFile: ~Copyable {
    /// The descriptor, valid as long as this value lives; -1 if there is none.
    public let descriptor: Int32

    /// Takes over a descriptor.
    public init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
