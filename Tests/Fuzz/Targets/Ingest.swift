import KubemonMetrics
import KubemonProtocol

/// Everything that a monitor may send, well formed or not: what comes out is in order and fits the catalogue.
enum Ingest {
    static func run(_ bytes: [UInt8]) {
        var decoder = StreamDecoder(known: [:])
        var last: [UInt64: UInt64] = [:]
        for frame in Frames.frames(in: [bytes[...]]) {
            _ = frame.hello
            _ = frame.monitorFrame
            _ = frame.command
            _ = frame.reply
            guard let outputs = try? decoder.receive(frame) else { return }
            for output in outputs {
                guard case .item(let epoch, let item) = output else { continue }
                precondition(item.sequence > last[epoch] ?? 0, "items go back")
                last[epoch] = item.sequence
                check(item)
            }
            precondition(decoder.alive.count <= StreamDecoder.maximumEntities, "more entities than allowed")
        }
    }

    private static func check(_ item: StreamItem) {
        switch item.content {
        case .tick(let tick):
            for kind in EntityKind.allCases {
                let table = tick[kind]
                precondition(table.columnCount == Schema.of(kind).count, "columns do not fit the catalogue")
                precondition(table.entities == table.entities.sorted(), "rows are out of order")
            }
        case .event(let event): checkText(event.text)
        case .entities(let entities, _):
            for label in entities.flatMap(\.labels) { checkText(label.value) }
        case .gap(let gap): precondition(gap.firstSequence <= gap.lastSequence, "a gap ends before it begins")
        }
    }

    private static func checkText(_ text: String) {
        precondition(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "text was not cleaned")
    }
}
