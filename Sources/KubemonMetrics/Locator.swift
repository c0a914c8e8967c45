/// Where in a kernel file one number stands.
public struct Locator: Sendable, Hashable {
    /// The file.
    public let file: KernelFile
    /// First word of the line, without a colon; empty where a file has one line only.
    public let line: String
    /// Name of the value within the line; empty where the position says which it is.
    public let name: String
    /// Position within the line, as the file's format counts.
    public let field: Int
    /// What turns the kernel's number into the metric's base unit.
    public let scale: Scale

    /// The same place, read in another scale.
    public func scaled(_ scale: Scale) -> Locator {
        Locator(file: file, line: line, name: name, field: field, scale: scale)
    }
}
