/// The catalogue as Markdown: `kubemon metrics` and the README's table.
public enum MetricsTable {
    /// One table per kind.
    public static func markdown() -> String {
        Schema.recorded.map(section).joined(separator: "\n")
    }

    private static func section(_ schema: Schema) -> String {
        let rows = schema.metrics.map { metric in
            let source =
                metric.locators.isEmpty ? "the monitor itself" : metric.locators.map(\.text).joined(separator: ", or ")
            return "| `\(metric.column)` | \(metric.kind.rawValue) | \(metric.summary) | \(source) |\n"
        }
        return """
            **\(schema.kind.tableName).csv**

            | column | kind | meaning | source |
            | --- | --- | --- | --- |
            \(rows.joined())
            """
    }
}
