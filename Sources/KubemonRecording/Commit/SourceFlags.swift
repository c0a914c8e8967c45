/// What a source has behind it, as commits keep it.
struct SourceFlags: OptionSet, Equatable {
    let rawValue: UInt8

    /// Its part of the window has begun.
    static let isOpen = SourceFlags(rawValue: 1)
    /// Its part of the window is over.
    static let isFinished = SourceFlags(rawValue: 2)
    /// A later run of the node took its place.
    static let isSuperseded = SourceFlags(rawValue: 4)
    /// It was there before the window began, so slots without a tick are gaps (R13).
    static let wasPresent = SourceFlags(rawValue: 8)
    /// Items were lost at slots not known; the next tick tells them.
    static let hasUnplacedGap = SourceFlags(rawValue: 16)
    /// Its last slots never came and were declared missing, so the recording is incomplete.
    static let isCutShort = SourceFlags(rawValue: 32)
    /// Its clock was set since its last tick: slots that are missing before the next one never were (R9).
    static let hasClockStep = SourceFlags(rawValue: 64)
    /// It has sent no tick since the recorder's clock was set back: its slot says nothing of how far it is (R9).
    static let isAheadOfClock = SourceFlags(rawValue: 128)
}
