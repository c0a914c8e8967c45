/// Rows in the order of a tree.
enum Forest {
    /// Puts every row below its parent and says where it stands; rows below folded ones are left out.
    ///
    /// - Parameters:
    ///   - rows: all rows, brothers in the order they are to have.
    ///   - parents: the position of each row's parent, or `nil`. Parents that go round in a circle are roots.
    static func arrange(_ rows: [TableRow], parents: [Int?], folded: Set<RowID>) -> [TableRow] {
        var children = [[Int]](repeating: [], count: rows.count)
        var roots: [Int] = []
        for (index, parent) in parents.enumerated() {
            if let parent, parent != index { children[parent].append(index) } else { roots.append(index) }
        }
        var result: [TableRow] = []
        var isPlaced = [Bool](repeating: false, count: rows.count)
        func place(_ root: Int) {
            // Processes may be nested thousands deep: no recursion.
            var stack: [(index: Int, depth: Int, parent: RowID?, isHidden: Bool)] = [(root, 0, nil, false)]
            while let next = stack.popLast() {
                guard !isPlaced[next.index] else { continue }
                isPlaced[next.index] = true
                var row = rows[next.index]
                let isFolded = folded.contains(row.id)
                if !next.isHidden {
                    row.branch = Branch(
                        depth: next.depth, isGroup: !children[next.index].isEmpty,
                        isFolded: isFolded && !children[next.index].isEmpty, parent: next.parent)
                    result.append(row)
                }
                for child in children[next.index].reversed() {
                    stack.append((child, next.depth + 1, row.id, next.isHidden || isFolded))
                }
            }
        }
        for root in roots { place(root) }
        for index in rows.indices { place(index) }
        return result
    }
}
