import ArgumentParser
import FoundationEssentials
import KubemonMetrics

/// `kubemon metrics`.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print every metric: its column, kind, meaning and where it is read.",
        discussion: "The README's table is this output. Exit code: 0.")

    @Flag(help: "Print JSON: a list of tables with their columns.")
    var json = false

    func run() throws { Output.line(json ? try Self.json() : MetricsTable.markdown()) }

    private struct Column: Encodable {
        let column: String
        let name: String
        let unit: String
        let kind: String
        let meaning: String
        let sources: [String]
    }

    private struct TableDescription: Encodable {
        let table: String
        let identity: [String]
        let columns: [Column]
    }

    private static func json() throws -> String {
        let tables = Schema.recorded.map { schema in
            TableDescription(
                table: schema.kind.tableName, identity: ["node"] + schema.kind.identity,
                columns: schema.metrics.map { metric in
                    Column(
                        column: metric.column, name: metric.name, unit: metric.unit.rawValue,
                        kind: metric.kind.rawValue,
                        meaning: metric.summary, sources: metric.locators.map(\.text))
                })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(tables), as: UTF8.self)
    }
}
