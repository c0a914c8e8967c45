/// One column of a file of the Python original.
struct OriginalColumn {
    /// Which row of the recording says it.
    enum Source {
        /// The row of the machine, container or process.
        case own
        /// The row of the machine's first disk; for a container, of its use of that disk.
        case disk
        /// Of a machine all its interfaces; of a container or process the container that its pod's network stands with.
        case network
    }

    /// From the recording's base unit into the original's.
    enum Scale {
        case one
        /// Microseconds into seconds, as a decimal number.
        case seconds
        /// Microseconds into clock ticks.
        case ticks
        /// Microseconds into nanoseconds.
        case nanoseconds
        /// Microseconds into milliseconds.
        case milliseconds
        /// Bytes into units of 1024.
        case kibibytes
        /// Bytes into units of 512.
        case sectors
        /// Bytes into memory pages of the machine.
        case pages
    }

    /// What stands in it.
    enum Content {
        /// Always the same text.
        case constant(String)
        /// The value itself.
        case value(String)
        /// The difference to the row before, of the sum of some columns.
        case difference(Source, [String], Scale)
        /// CPU time in percent of one core since the row before.
        case percent([String])
    }

    let name: String
    let content: Content

    /// The difference of one column.
    static func delta(_ name: String, _ column: String, _ scale: Scale = .one, of source: Source = .own) -> Self {
        Self(name: name, content: .difference(source, [column], scale))
    }
}
