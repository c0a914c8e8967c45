import KubemonMetrics

extension Frame {
    /// What a frame of a monitor's stream is to one who keeps the stream as it came.
    package enum HistoryPart {
        /// Columns of one kind.
        case schema
        /// A key group begins; `first` is the number of its first item.
        case group(epoch: UInt64, first: UInt64)
        /// An item; `sample` if it completes one.
        case item(sequence: UInt64, sample: (wall: UInt64, slot: UInt64)?)
        /// Items up to `last` are lost.
        case gap(last: UInt64)
    }

    /// `nil` for a frame that is no part of the stream.
    package var historyPart: HistoryPart? {
        switch wire.content {
        case .schema: .schema
        case .group(let group): .group(epoch: group.epoch, first: group.first)
        case .entities(let message): .item(sequence: message.sequence, sample: nil)
        case .event(let message): .item(sequence: message.sequence, sample: nil)
        case .tick(let message):
            .item(sequence: message.sequence, sample: message.more ? nil : (message.wall, message.slot))
        case .gap(let message): .gap(last: message.last)
        default: nil
        }
    }
}
