/// A kernel file that is read at every sample.
///
/// It stays open from its first read to the end of its entity, which makes a read two to eight times cheaper, unless there
/// are more files than descriptors: then it is opened for each read. A class only because arrays can't hold values with one
/// owner.
final class KeptFile {
    let path: String
    /// Without a descriptor where the file is opened for each read.
    let file: OpenFile
    /// Whether an event has said that it can't be read or understood.
    var isReported = false
    private let budget: DescriptorBudget?

    /// Keeps a file open that has been paid for out of `budget`.
    init(path: String, file: consuming OpenFile, budget: DescriptorBudget) {
        self.path = path
        self.file = file
        self.budget = budget
    }

    /// A file that is opened for each read.
    init(path: String) {
        self.path = path
        file = OpenFile(adopting: -1)
        budget = nil
    }

    deinit { budget?.giveBack() }

    var isOpen: Bool { file.descriptor >= 0 }
}
