import KubemonProtocol
import NIOCore
import NIOTestUtils
import Testing

@Suite("Frames")
struct FrameCodecTests {
    @Test("frames survive every way of cutting the stream")
    func roundTrips() throws {
        let frames = [
            Frame(command: "start test000", json: false), Frame(heartbeatSent: 12, answered: 99),
            Frame(.welcome(interval: 5_000_000_000, positions: [7: 12, 9: 1])),
            Frame(reply: CommandReply(String(repeating: "x", count: 300), failed: true)),
        ]
        let pairs = frames.map { ($0.encoded(), [$0]) }
        try ByteToMessageDecoderVerifier.verifyDecoder(inputOutputPairs: pairs) { FrameCodec() }
    }

    @Test(
        "what a collector says arrives as it was said",
        arguments: [
            MonitorFrame.welcome(interval: 1, positions: [3: 4]), .refuse(reason: "no", isFinal: true),
            .configure(interval: 7),
            .acknowledge(epoch: 1, sequence: 2), .resume(epoch: 1, sequence: 2),
            .reject(epoch: 1, sequence: 2, reason: "bad"), .heartbeat(sent: 5, answered: 6),
        ])
    func monitorFrames(message: MonitorFrame) { #expect(Frame(message).monitorFrame == message) }

    @Test("an oversized length is refused before anything is buffered", arguments: [4_194_305, .max] as [UInt32])
    func refusesOversizedFrame(length: UInt32) {
        var decoder = FrameCodec()
        var bytes = ByteBuffer(integer: length)
        #expect(throws: ProtocolError.frameTooLong(length)) { try decoder.decode(buffer: &bytes) }
    }

    @Test("a connection that ends inside a frame is an error")
    func reportsTruncation() throws {
        var decoder = FrameCodec()
        var bytes = ByteBuffer(bytes: [0, 0, 0, 9, 1, 2])
        #expect(try decoder.decode(buffer: &bytes) == nil)
        #expect(throws: ProtocolError.truncatedFrame(6)) { try decoder.decodeLast(buffer: &bytes, seenEOF: true) }
    }

    @Test("bytes that are no message are an error, and no bytes ever trap", arguments: 0..<200)
    func rubbishIsRefused(seed: UInt64) {
        var random = SplitMix(state: seed)
        var bytes = ByteBuffer(integer: UInt32(64))
        for _ in 0..<64 { bytes.writeInteger(UInt8(truncatingIfNeeded: random.next())) }
        var codec = FrameCodec()
        var decoder = StreamDecoder(known: [:])
        if let frame = try? codec.decode(buffer: &bytes) { _ = try? decoder.receive(frame) }
    }

    @Test(
        "text from the network is cleaned: control characters, escapes, bidirectional overrides",
        arguments: [
            ("plain äöü 漢字", "plain äöü 漢字"), ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"), ("a\nb\u{9B}c", "a\u{FFFD}b\u{FFFD}c"),
            ("evil\u{202E}txt", "evil\u{FFFD}txt"),
        ] as [(String, String)])
    func textIsCleaned(raw: String, clean: String) { #expect(Frame(command: raw, json: false).command?.text == clean) }

    @Test("text from the network is cut to a length")
    func textIsCut() {
        let long = String(repeating: "x", count: 9_000)
        #expect(WireText.cleaned(long) == String(repeating: "x", count: 4_096))
        // But not a command, which would then be another one.
        #expect(Frame(command: long, json: false).command?.text == long)
    }
}
