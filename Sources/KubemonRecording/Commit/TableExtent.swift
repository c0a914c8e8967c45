/// How much of a table there is: the unit of commit and roll-back.
struct TableExtent: Equatable {
    /// Bytes.
    var length: UInt64 = 0
    /// Checksum of those bytes.
    var checksum = CRC32C()
    /// Rows, the header not counted.
    var rows: UInt64 = 0
}
