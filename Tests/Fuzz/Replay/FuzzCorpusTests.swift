import FuzzTargets
import Glibc
import Testing

/// Runs the corpora that fuzzing left, and neighbours of their inputs; `make fuzz` looks for new ones.
@Suite(.serialized) struct FuzzCorpusTests {
    private static let corpus = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Corpus"

    @Test("no input of the corpus traps its target", arguments: FuzzTarget.all.map(\.name))
    func replay(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let inputs = try Self.inputs(of: name)
        try #require(!inputs.isEmpty, "\(name) has no corpus")
        for input in inputs { target.run(input) }
    }

    @Test("changed inputs of the corpus do not trap either", arguments: FuzzTarget.all.map(\.name))
    func mutate(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        print("\(name): seed \(seed)")
        var mutator = Mutator(seed: seed)
        let inputs = try Self.inputs(of: name)
        for _ in 0..<40 {
            for input in inputs.prefix(50) { target.run(mutator.mutated(input)) }
        }
    }

    /// The files of a target's corpus.
    private static func inputs(of name: String) throws -> [[UInt8]] {
        let path = corpus + "/" + name
        let directory = try #require(opendir(path), "no directory \(path)")
        defer { closedir(directory) }
        var inputs: [[UInt8]] = []
        while let entry = readdir(directory) {
            let file = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !file.hasPrefix("."), let stream = fopen(path + "/" + file, "r") else { continue }
            defer { fclose(stream) }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            inputs.append(Array(bytes[..<fread(&bytes, 1, bytes.count, stream)]))
        }
        return inputs.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
