import Glibc
import KubemonRecording

extension FileFailure {
    /// Whether it is the file that can't be read, and not this process that lacks descriptors, memory or permission: those
    /// can still be given to it.
    var isOfFile: Bool { ![EMFILE, ENFILE, ENOMEM, EACCES, EPERM].contains(code) }
}
