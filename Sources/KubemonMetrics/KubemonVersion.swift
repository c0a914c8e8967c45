/// The version of this program.
public enum KubemonVersion {
    /// As `kubemon --version` prints it.
    public static let current = "0.1.0"
}
