import Glibc
import KubemonTransport

/// Keys of collectors on this machine, for monitors and commands beside them.
enum LocalKeys {
    /// Name of the file of keys in a state directory.
    static let fileName = "/keys"

    /// The first key of each collector whose keys can be read.
    ///
    /// - Parameters:
    ///   - node: the node that a monitor is; keys bound to others are passed over.
    ///   - stateDirectory: where to look; `nil` looks in the usual places.
    /// - Returns: the keys, and what was wrong with a file that might have held one.
    static func find(
        _ role: Grant.Role, node: String? = nil, stateDirectory: String?
    ) -> (keys: [AccessKey], problem: String?) {
        var (keys, problem): ([AccessKey], String?) = ([], nil)
        for directory in stateDirectory.map({ [$0] }) ?? StateDirectory.candidates {
            do throws(KeyFileError) {
                guard let file = try KeyFile.read(directory + fileName) else { continue }
                let entry = file.entries.first { entry in
                    entry.grant.role == role && (entry.grant.node == nil || entry.grant.node == node)
                }
                guard var key = entry?.key else { continue }
                key.collector = file.collector
                (key.source, key.isFound) = (directory + fileName, true)
                keys.append(key)
            } catch {
                problem = error.sentence
            }
        }
        return (keys, problem)
    }
}
