/// Bytes of CSV lines under construction. Keeps its memory, so a recording in steady state does not allocate.
///
/// Callers reserve room for a line once and then print into it; printing itself never grows the buffer.
struct LineBuffer: ~Copyable {
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    /// An empty buffer.
    init(capacity: Int = 4096) {
        self.capacity = capacity
        storage = .allocate(capacity: capacity)
    }

    deinit { storage.deallocate() }

    /// The bytes so far.
    func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: storage, count: count).span)
    }

    /// The bytes as an array of their own.
    var bytes: [UInt8] { Array(UnsafeBufferPointer(start: storage, count: count)) }

    /// Forgets the bytes and keeps the memory.
    mutating func removeAll() { count = 0 }

    /// Makes room for `extra` more bytes.
    mutating func reserve(_ extra: Int) {
        guard count + extra > capacity else { return }
        capacity = max(capacity * 2, count + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: storage, count: count)
        storage.deallocate()
        storage = larger
    }

    /// Appends one byte. Room must have been reserved.
    mutating func append(_ byte: UInt8) {
        precondition(count < capacity, "no room was reserved")
        storage[count] = byte
        count += 1
    }

    /// Appends bytes and makes room for them.
    mutating func append(_ bytes: borrowing LineBuffer) { append(from: bytes.storage, count: bytes.count) }

    /// Appends bytes and makes room for them.
    mutating func append(_ bytes: [UInt8]) {
        // A pointer and not a closure: this is done once per row.
        append(from: bytes, count: bytes.count)
    }

    /// Appends text as it is and makes room for it.
    mutating func append(text: StaticString) { append(from: text.utf8Start, count: text.utf8CodeUnitCount) }

    /// Appends a decimal number: at most 20 bytes, for which room must have been reserved.
    mutating func append(decimal number: UInt64) {
        var length = 1
        var power: UInt64 = 10
        while length < 20 && number >= power {
            length += 1
            let (next, overflow) = power.multipliedReportingOverflow(by: 10)
            if overflow { break }
            power = next
        }
        precondition(count + length <= capacity, "no room was reserved")
        var (rest, position) = (number, count + length)
        while rest >= 10 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            position -= 1
            storage[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        storage[position - 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest)
        count += length
    }

    /// Replaces the last byte.
    mutating func replaceLast(with byte: UInt8) {
        precondition(count > 0, "there is no last byte")
        storage[count - 1] = byte
    }

    /// Appends `added` bytes and makes room for them.
    mutating func append(from bytes: UnsafePointer<UInt8>, count added: Int) {
        reserve(added)
        (storage + count).update(from: bytes, count: added)
        count += added
    }
}
