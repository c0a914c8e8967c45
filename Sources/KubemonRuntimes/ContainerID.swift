/// Ids of containers, as they come from strangers.
enum ContainerID {
    /// Whether `id` is a full id. Only such an id becomes part of a path or of a request.
    static func isValid(_ id: String) -> Bool {
        (32...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
