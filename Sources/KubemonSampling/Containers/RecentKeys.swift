import DequeModule

/// The last so many texts.
struct RecentKeys {
    private let limit: Int
    private var order: Deque<String> = []
    private var keys: [String: Int] = [:]

    init(limit: Int) { self.limit = limit }

    func contains(_ key: String) -> Bool { keys[key] != nil }

    mutating func insert(_ key: String) {
        keys[key, default: 0] += 1
        order.append(key)
        guard order.count > limit, let oldest = order.popFirst() else { return }
        keys[oldest] = keys[oldest].flatMap { $0 > 1 ? $0 - 1 : nil }
    }
}
