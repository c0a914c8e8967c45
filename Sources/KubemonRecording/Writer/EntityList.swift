import KubemonMetrics

/// The entities of one source that are alive, by number.
struct EntityList {
    private(set) var entities: [EntityState] = []

    /// Position of the entity `number`, or `nil`.
    ///
    /// - Parameter hint: where it is expected; rows are in the same order as the list, so this is nearly always right.
    func index(of number: UInt32, hint: Int = 0) -> Int? {
        if hint < entities.count, entities[hint].number == number { return hint }
        let index = lowerBound(number)
        return index < entities.count && entities[index].number == number ? index : nil
    }

    /// Adds an entity whose number is not in the list and returns its position.
    mutating func insert(_ entity: EntityState) -> Int {
        let index = lowerBound(entity.number)
        entities.insert(entity, at: index)
        return index
    }

    /// Removes the entity at `index`.
    mutating func remove(at index: Int) { entities.remove(at: index) }

    /// Removes those that no row has named yet.
    mutating func removeUnwritten() { entities.removeAll { !$0.isWritten } }

    /// The entity at `index`.
    subscript(index: Int) -> EntityState {
        get { entities[index] }
        _modify { yield &entities[index] }
    }

    private func lowerBound(_ number: UInt32) -> Int {
        var (low, high) = (0, entities.count)
        while low < high {
            let middle = (low + high) / 2
            if entities[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
