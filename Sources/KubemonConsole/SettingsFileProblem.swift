/// Why the settings could not be read or written.
public struct SettingsFileProblem: Error, Equatable {
    /// In one sentence, with the file's path.
    public let sentence: String
}
