/// The one field of a manifest that every version must understand.
struct ManifestVersion: Codable {
    var format: Int
}
