import KubemonMetrics
import KubemonProcFS

/// The row of the machine itself.
struct NodeSource {
    /// Samples between two looks for files that did not exist, such as those of a module that was not loaded.
    private static let retryPeriod: UInt64 = 64

    private let candidates: FileCandidates
    private let paths: [String]
    private var files: [KeptFile?]
    private var plan: FilePlan
    private var samples: UInt64 = 0
    private var entity: UInt32 = 0

    init(schema: Schema, host: HostPaths, context: inout SampleContext) {
        candidates = FileCandidates(schema, units: context.units)
        paths = candidates.candidates.map { host.proc($0.path) }
        files = []
        for path in paths { files.append(context.open(path)) }
        plan = FilePlan(candidates, choice: candidates.choose(files, context: &context))
    }

    /// The files that are read at every sample.
    var openPaths: [String] { plan.parts.compactMap { files[$0.candidate]?.path } }

    mutating func sample(into table: inout Table, context: inout SampleContext) {
        if entity == 0 { entity = context.journal.appear(.node, labels: []).number }
        samples += 1
        if samples % Self.retryPeriod == 0 { retry(&context) }
        let row = table.appendRow(entity: entity)
        _ = plan.sample(files, into: &table, row: row, context: &context)
    }

    private mutating func retry(_ context: inout SampleContext) {
        var isNew = false
        for index in files.indices where files[index] == nil {
            files[index] = context.open(paths[index])
            if files[index] != nil { isNew = true }
        }
        if isNew { plan = FilePlan(candidates, choice: candidates.choose(files, context: &context)) }
    }
}
