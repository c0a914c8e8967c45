/// A kernel file that stays open from its first read to the end of its entity.
///
/// A class only because arrays can't hold values with one owner.
final class KeptFile {
    let path: String
    let file: OpenFile
    /// Whether an event has said that it can't be read or understood.
    var isReported = false

    init(path: String, file: consuming OpenFile) {
        self.path = path
        self.file = file
    }
}
