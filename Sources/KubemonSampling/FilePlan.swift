import KubemonMetrics
import KubemonProcFS

/// The files that the metrics of one kind can come from, each with what would be taken from it.
struct FileCandidates {
    struct Candidate {
        let base: KernelFile.Base
        let path: String
        let format: KernelFile.Format
        var targets: [Target]

        /// Files of cgroups and processes, and those with one line, come whole out of one read.
        var isShownAtOnce: Bool { base != .proc || format == .fields }
    }

    private(set) var candidates: [Candidate] = []
    /// For each column, the candidates that have it, the preferred one first.
    private(set) var preferences: [[Int]] = []
    let units: KernelUnits

    /// - Parameter isWanted: which of the files that the schema names; another reader takes the others.
    init(_ schema: Schema, units: KernelUnits, where isWanted: (KernelFile) -> Bool = { _ in true }) {
        self.units = units
        for (column, metric) in schema.metrics.enumerated() {
            var files: [Int] = []
            for locator in metric.locators where isWanted(locator.file) {
                let target = Target(column: column, locator: locator, encoding: metric.encoding)
                files.append(add(target, from: locator.file))
            }
            preferences.append(files)
        }
    }

    private mutating func add(_ target: Target, from file: KernelFile) -> Int {
        if let index = candidates.firstIndex(where: {
            ($0.base, $0.path, $0.format) == (file.base, file.path, file.format)
        }) {
            candidates[index].targets.append(target)
            return index
        }
        candidates.append(Candidate(base: file.base, path: file.path, format: file.format, targets: [target]))
        return candidates.count - 1
    }

    /// Chooses the file of each column: the first one that was opened and holds the number; if none holds it, the first
    /// one that was opened, so that it is counted if the file is malformed and found if the kernel adds it later.
    ///
    /// - Parameter files: the candidates that could be opened.
    func choose(_ files: [KeptFile?], context: inout SampleContext) -> FileChoice {
        let found = candidates.indices.map { index in
            files[index].map { columns(of: candidates[index], in: $0, context: &context) } ?? []
        }
        var choice = FileChoice()
        for (column, preference) in preferences.enumerated() {
            let holding = preference.first { found[$0].contains(column) }
            choice.files.append(holding ?? preference.first { files[$0] != nil } ?? -1)
            if holding == nil { choice.missing.formUnion(preference) }
        }
        return choice
    }

    private func columns(of candidate: Candidate, in file: KeptFile, context: inout SampleContext) -> Set<Int> {
        guard context.read(file) == .text else { return [] }
        var table = Table(columnCount: preferences.count)
        table.appendRow(entity: 0)
        var parser = FileParser(format: candidate.format, targets: candidate.targets, units: units)
        do throws(ParseError) {
            try parser.parse(context.buffer.bytes.span.extracting(0..<context.buffer.count), into: &table, row: 0)
        } catch {
            // Counted when the file is sampled; what could be understood is in the table.
        }
        return Set(candidate.targets.map(\.column).filter { table[0, $0] != nil })
    }
}

/// Which file each column is read from; entities of the same layout share one ``FilePlan``.
struct FileChoice: Equatable {
    /// A candidate per column, or -1 where no file exists.
    var files: [Int] = []
    /// Candidates that may yet come to hold a column that no file holds.
    var missing: Set<Int> = []
}

/// The parsers for one choice of files.
struct FilePlan {
    struct Part {
        let candidate: Int
        let isShownAtOnce: Bool
        var parser: FileParser
    }

    let choice: FileChoice
    var parts: [Part] = []

    init(_ candidates: FileCandidates, choice: FileChoice) {
        self.choice = choice
        for (index, candidate) in candidates.candidates.enumerated() {
            let targets = candidate.targets.filter { choice.files[$0.column] == index }
            guard !targets.isEmpty else { continue }
            let parser = FileParser(format: candidate.format, targets: targets, units: candidates.units)
            parts.append(Part(candidate: index, isShownAtOnce: candidate.isShownAtOnce, parser: parser))
        }
    }

    /// Reads the files of one entity into `row`. Returns whether any of them could be read.
    mutating func sample(_ files: [KeptFile?], into table: inout Table, row: Int, context: inout SampleContext) -> Bool
    {
        var isAlive = false
        for index in parts.indices {
            guard let file = files[parts[index].candidate] else { continue }
            guard context.read(file, isShownAtOnce: parts[index].isShownAtOnce) == .text else { continue }
            isAlive = true
            do throws(ParseError) {
                let text = context.buffer.bytes.span.extracting(0..<context.buffer.count)
                try parts[index].parser.parse(text, into: &table, row: row)
            } catch {
                context.journal.malformed(file, error)
            }
        }
        return isAlive
    }
}
