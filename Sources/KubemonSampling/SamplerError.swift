/// Why a machine can't be sampled.
public enum SamplerError: Error, Hashable, Sendable {
    /// There is no `/proc` below the root, or it can't be read.
    case noProc(errno: Int32)
}
