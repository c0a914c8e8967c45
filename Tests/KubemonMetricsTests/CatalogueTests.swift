import KubemonMetrics
import Testing

@Suite("The catalogue")
struct CatalogueTests {
    @Test("names are snake case and summaries are sentences", arguments: Schema.recorded.flatMap(\.metrics))
    func namesAreSnakeCase(metric: Metric) {
        #expect(metric.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
        #expect(metric.summary.hasSuffix("."))
    }

    @Test("no two columns of a table have the same name", arguments: Schema.recorded)
    func columnsAreUnique(schema: Schema) {
        #expect(Set(schema.metrics.map(\.column)).count == schema.count)
    }
}
