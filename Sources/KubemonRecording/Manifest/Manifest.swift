import FoundationEssentials
import KubemonMetrics

/// `manifest.json`: what a recording holds and what its columns mean (R17). The public contract of a recording.
struct Manifest: Codable, Equatable {
    /// The format that this version writes.
    static let currentFormat = 1
    static let fileName = "manifest.json"

    /// Format of the recording; a reader refuses a larger one.
    var format = Self.currentFormat
    /// Version of kubemon that wrote it last.
    var kubemon: String
    var name: String
    var state: String
    var note: String
    var intervalNs: UInt64
    /// When `start` was given.
    var started: String
    var startedNs: UInt64
    var firstSlot: UInt64
    /// Missing until it is known.
    var lastSlot: UInt64?
    /// Start of the first slot, and of the last if it is known.
    var firstTime: String
    var lastTime: String?
    var options: Options
    var nodes: [Node]
    var gaps: [ManifestGap]
    var tables: [ManifestTable]

    /// What the user asked for.
    struct Options: Codable, Equatable {
        var kinds: [String]
        var durationNs: UInt64?
        var expectedNodes: [String]
        var expectedCount: Int
        var keepFreeBytes: UInt64
        var keepFreePercent: UInt64?
    }

    /// One run of a monitor and the machine it ran on.
    struct Node: Codable, Equatable {
        var node: String
        /// 0 while it has no row.
        var run: UInt32
        /// Hexadecimal, because JSON's numbers are too short in some languages.
        var epoch: String
        var lastSequence: UInt64
        var lastSlot: UInt64
        var ticks: UInt64
        var missedSlots: UInt64
        var gaps: UInt64
        /// Time from one of its samples to the next, where its own minimum may be above the recording's (R8).
        var intervalNs: UInt64?
        var facts: ManifestFacts
    }

}

extension Manifest {
    /// The manifest as text.
    func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // Strings and integers always encode; an empty manifest is found damaged at the next opening.
        guard let data = try? encoder.encode(self) else { return [] }
        return Array(data) + [0x0A]
    }

    /// Reads a manifest.
    ///
    /// - Throws: ``RecordingError/newerFormat(_:)`` or ``RecordingError/damaged(_:)``.
    init(_ bytes: [UInt8]) throws(RecordingError) {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let version = try? decoder.decode(ManifestVersion.self, from: data) else {
            throw .damaged(.manifest)
        }
        guard version.format <= Self.currentFormat else { throw .newerFormat(version.format) }
        guard let manifest = try? decoder.decode(Manifest.self, from: data) else { throw .damaged(.manifest) }
        self = manifest
    }
}
