import Glibc
public import KubemonScreen

/// Turns the bytes of a terminal into keys.
///
/// Knows the sequences of xterm, VT and Linux consoles in both cursor modes. What it does not know is swallowed up to
/// its end: an unknown sequence does nothing, and above all never acts as Esc.
public struct KeyDecoder: Sendable {
    /// Bytes that no key was made of yet.
    private var bytes: [UInt8] = []
    private var pasted: [UInt8]?
    /// Whether the terminal has said that it shows frames as a whole (mode 2026).
    public private(set) var hasSynchronizedOutput = false
    /// The theme for the ground that the terminal has said it has; `nil` as long as it has not.
    public private(set) var theme: TerminalOptions.Theme?
    /// How often the terminal has said what it is.
    public private(set) var deviceAnswers = 0

    private static let escape: UInt8 = 0x1B
    private static let longestSequence = 64
    private static let longestString = 4096
    private static let longestPaste = 65_536
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    /// A decoder that has seen nothing.
    public init() {}

    /// Takes bytes as they were read.
    public mutating func feed(_ new: some Sequence<UInt8>) { bytes.append(contentsOf: new) }

    /// Takes what can be read; returns what `read` has returned.
    mutating func read(from descriptor: Int32) -> Int {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 { feed(buffer.prefix(count)) }
        return count
    }

    /// How long to wait for the bytes that complete what has begun; `nil` if nothing has.
    ///
    /// After that time call ``expire()``. 25 ms tell Esc from a sequence; one that has begun gets longer, for slow links.
    public var patience: Int32? {
        if pasted != nil { return 1_000 }
        guard !bytes.isEmpty else { return nil }
        return bytes.count == 1 && bytes[0] == Self.escape ? 25 : 250
    }

    /// The next whole key, or `nil` if more bytes are needed.
    public mutating func next() -> Key? {
        while !bytes.isEmpty || pasted != nil {
            if pasted != nil {
                guard let key = takePaste() else { return nil }
                return key
            }
            switch step() {
            case .key(let key): return key
            case .nothing: continue
            case .incomplete: return nil
            }
        }
        return nil
    }

    /// Gives up waiting: a lone Esc is the key, anything else that is incomplete is dropped.
    public mutating func expire() -> Key? {
        if let text = pasted {
            pasted = nil
            bytes.removeAll()
            return .paste(Self.clean(text))
        }
        defer { bytes.removeAll() }
        return bytes == [Self.escape] ? .escape : nil
    }

    private enum Step {
        case key(Key)
        case nothing
        case incomplete
    }

    private mutating func step() -> Step {
        let first = bytes[0]
        if first == Self.escape { return sequence() }
        if first < 0x20 || first == 0x7F {
            bytes.removeFirst()
            return Self.control(first).map { .key($0) } ?? .nothing
        }
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
        guard bytes.count >= length else { return .incomplete }
        let text = String(validating: bytes.prefix(length), as: UTF8.self)
        // A malformed character costs one byte, so that the next one is found.
        bytes.removeFirst(text == nil ? 1 : length)
        guard let text, let character = text.first, first < 0x80 || TextWidth.of(text) > 0 else { return .nothing }
        return .key(.character(character))
    }

    private static func control(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x09: .tab
        case 0x0A, 0x0D: .enter
        case 0x08, 0x7F: .backspace
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        default: nil
        }
    }

    private mutating func sequence() -> Step {
        guard bytes.count > 1 else { return .incomplete }
        switch bytes[1] {
        case UInt8(ascii: "["): return controlSequence()
        case UInt8(ascii: "O"):
            guard bytes.count > 2 else { return .incomplete }
            let final = bytes[2]
            bytes.removeFirst(3)
            return KeySequence.shifted(final).map { .key($0) } ?? .nothing
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            return string()
        case Self.escape:
            // The first one stands alone: another sequence or a second Esc begins behind it.
            bytes.removeFirst()
            return .key(.escape)
        case 0x20..<0x7F:
            let character = Character(Unicode.Scalar(bytes[1]))
            bytes.removeFirst(2)
            return .key(.alt(character))
        default:
            bytes.removeFirst(2)
            return .nothing
        }
    }

    /// `ESC [`, parameters, intermediates, one final byte.
    private mutating func controlSequence() -> Step {
        // The Linux console sends `ESC [ [ A` for F1.
        if bytes.count > 2, bytes[2] == UInt8(ascii: "[") {
            guard bytes.count > 3 else { return .incomplete }
            let final = bytes[3]
            bytes.removeFirst(4)
            guard (0x41...0x45).contains(final) else { return .nothing }
            return .key(.function(Int(final) - 0x40))
        }
        // Old mouse reports carry three bytes behind the final one.
        if bytes.count > 2, bytes[2] == UInt8(ascii: "M") {
            guard bytes.count > 5 else { return .incomplete }
            bytes.removeFirst(6)
            return .nothing
        }
        var end = 2
        while end < bytes.count, (0x20..<0x40).contains(bytes[end]) { end += 1 }
        guard end < bytes.count else {
            guard bytes.count > Self.longestSequence else { return .incomplete }
            bytes.removeAll()
            return .nothing
        }
        let parameters = Array(bytes[2..<end])
        let final = bytes[end]
        bytes.removeFirst((0x40...0x7E).contains(final) ? end + 1 : end)
        if final == UInt8(ascii: "y"), parameters.starts(with: Array("?2026;".utf8)) {
            // 1 is on, 2 is off; all else means that there is no such mode.
            hasSynchronizedOutput = parameters == Array("?2026;1$".utf8) || parameters == Array("?2026;2$".utf8)
            return .nothing
        }
        if final == UInt8(ascii: "c"), parameters.first == UInt8(ascii: "?") {
            deviceAnswers += 1
            return .nothing
        }
        if final == UInt8(ascii: "~"), parameters == Array("200".utf8) {
            pasted = []
            return .nothing
        }
        return KeySequence.key(parameters: parameters, final: final).map { .key($0) } ?? .nothing
    }

    /// A string of the terminal (OSC, DCS, ...), up to BEL or `ESC \`.
    private mutating func string() -> Step {
        var index = 2
        while index < bytes.count {
            let isBell = bytes[index] == 0x07
            if isBell || bytes[index] == Self.escape {
                guard isBell || index + 1 < bytes.count else { return .incomplete }
                let isWhole = isBell || bytes[index + 1] == UInt8(ascii: "\\")
                if isWhole, bytes[1] == UInt8(ascii: "]"), let theme = Background.theme(answer: bytes[2..<index]) {
                    self.theme = theme
                }
                bytes.removeFirst(isBell ? index + 1 : isWhole ? index + 2 : index)
                return .nothing
            }
            index += 1
        }
        // Its end is waited for, so that nothing of it is taken for keys; what is left says nothing that is understood.
        if bytes.count > Self.longestString { bytes.replaceSubrange(2..., with: CollectionOfOne(0)) }
        return .incomplete
    }

    private mutating func takePaste() -> Key? {
        guard var text = pasted else { return nil }
        while !bytes.isEmpty {
            if bytes[0] == Self.escape {
                let length = min(bytes.count, Self.pasteEnd.count)
                if bytes.prefix(length).elementsEqual(Self.pasteEnd.prefix(length)) {
                    guard length == Self.pasteEnd.count else { break }
                    bytes.removeFirst(length)
                    pasted = nil
                    return .paste(Self.clean(text))
                }
            }
            let next = 1 + (bytes.dropFirst().firstIndex(of: Self.escape).map { $0 - 1 } ?? bytes.count - 1)
            if text.count < Self.longestPaste { text.append(contentsOf: bytes.prefix(next)) }
            bytes.removeFirst(next)
        }
        pasted = text
        return nil
    }

    /// Lines become spaces, other control characters vanish.
    private static func clean(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(longestPaste), as: UTF8.self)
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\r" || scalar == "\t" {
                result.append(" ")
            } else if scalar.properties.generalCategory != .control {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
