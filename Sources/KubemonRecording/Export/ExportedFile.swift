/// A file that was exported.
public struct ExportedFile: Sendable, Hashable {
    /// Its name, below the directory of the export.
    public let name: String
    /// Rows without the header.
    public let rows: UInt64
}
