/// What every row of a kind begins with.
struct RowHead {
    /// Begin of the slot, ns since 1970 UTC.
    let time: UInt64
    /// When the sample was read, ns since 1970 UTC.
    let wall: UInt64
    /// Monotonic ns since the read before; `nil` at the first.
    let interval: UInt64?
    /// Number of the sample within the run.
    let sequence: UInt64
    /// Node and run.
    let run: RowKey
}
