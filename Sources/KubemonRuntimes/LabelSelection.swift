/// The labels of a container that are kept.
public enum LabelSelection {
    /// Most labels of one container.
    public static let most = 32
    /// Longest key and longest value, in bytes; longer ones are cut at a character's boundary.
    public static let longestText = 256
}
