/// A value on its way to the one thread that will use it.
///
/// Unchecked, because the compiler can't see what makes it safe: the thread that makes the value gives it away here and
/// never touches it again, and starting the thread that takes it orders the two. Put nothing in that is used before and
/// after.
public final class HandOver<Value>: @unchecked Sendable {
    /// What is handed over; only the receiving thread may ask for it.
    public let value: Value

    /// Gives a value away.
    public init(_ value: consuming Value) { self.value = value }
}
