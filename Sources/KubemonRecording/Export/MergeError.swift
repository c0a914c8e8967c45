/// Why two tables could not be joined. `file` is 0 for the first and 1 for the second.
public enum MergeError: Error, Hashable, Sendable {
    /// It is empty.
    case noHeader(file: Int)
    /// Two of its columns have the same name.
    case doubledColumn(file: Int, name: String)
    /// It has no column that both could be joined on.
    case noTime(file: Int)
    /// A row has too many or too few cells, is no CSV, or its time is none. `line` counts from 1.
    case malformed(file: Int, line: Int)
    /// Both have several rows of this time and node.
    case ambiguous(time: String, node: String?)
    /// It was changed while it was read.
    case changed(file: Int)
    /// Reading it failed.
    case reading(file: Int, FileFailure)
    /// Writing the result failed.
    case writing(FileFailure)

    /// What was wrong and what to do, for people.
    ///
    /// - Parameters:
    ///   - names: the two files as the user named them.
    ///   - result: where the result goes.
    public func sentence(_ names: [String], result: String = "the result") -> String {
        func name(_ file: Int) -> String { file < names.count ? names[file] : "file \(file + 1)" }
        switch self {
        case .noHeader(let file): return "\(name(file)) is empty; a table begins with the names of its columns."
        case .doubledColumn(let file, let column):
            return "\(name(file)) has two columns called '\(column)'; rename one."
        case .noTime(let file):
            return "\(name(file)) has no column 'time'; only tables of samples can be merged."
        case .malformed(let file, let line):
            return "\(name(file)): line \(line) is no row of the table or has no time such as 2026-11-23T08:41:35Z."
        case .ambiguous(let time, let node):
            let place = node.map { time + " and node " + $0 } ?? time
            return "both tables have several rows of \(place), so it is open which belong together; "
                + "reduce one of them to one row per time and node first."
        case .changed(let file): return "\(name(file)) was changed while it was read; merge a copy."
        case .reading(let file, let failure): return "\(name(file)): \(failure.sentence)"
        case .writing(let failure): return "\(result): \(failure.sentence)"
        }
    }
}
