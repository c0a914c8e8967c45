/// Slots of the window without samples (R18).
struct ManifestGap: Codable, Equatable {
    var node: String
    /// 0 if the node has no run.
    var run: UInt32
    /// Start of the first and of the last missing slot; missing where they are not known.
    var firstTime: String?
    var lastTime: String?
    var slots: UInt64?
    var reason: String
}
