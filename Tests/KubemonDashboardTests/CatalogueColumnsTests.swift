import KubemonMetrics
import Testing

@Suite("Columns of the catalogue")
struct CatalogueColumnsTests {
    @Test(
        "metrics that views show by name are in the catalogue",
        arguments: [
            (EntityKind.disk, "read"), (.disk, "written"), (.interface, "receive"), (.interface, "transmit"),
            (.container, "cpu_usage"), (.container, "memory_current"),
        ])
    func exist(kind: EntityKind, name: String) { #expect(Schema.of(kind).index(of: name) != nil) }
}
