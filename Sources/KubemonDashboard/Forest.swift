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
            var stack = [(index: root, branch: Branch(depth: 0, isGroup: false), isHidden: false)]
            while let next = stack.popLast() {
                guard !isPlaced[next.index] else { continue }
                isPlaced[next.index] = true
                var row = rows[next.index]
                let isFolded = folded.contains(row.id)
                let below = children[next.index]
                if !next.isHidden {
                    row.branch = next.branch
                    row.branch?.isGroup = !below.isEmpty
                    row.branch?.isFolded = isFolded && !below.isEmpty
                    result.append(row)
                }
                for child in below.reversed() {
                    let branch = next.branch.child(of: row.id, isLast: child == below.last)
                    stack.append((child, branch, next.isHidden || isFolded))
                }
            }
        }
        for root in roots { place(root) }
        for index in rows.indices { place(index) }
        return result
    }

    /// Says of a row by its identity which rows it and all below it are, folded or not.
    static func members(_ rows: [TableRow], parents: [Int?]) -> (RowID) -> [TableRow] {
        var children: [Int: [Int]] = [:]
        for (index, parent) in parents.enumerated() {
            if let parent, parent != index { children[parent, default: []].append(index) }
        }
        return { id in
            guard let first = rows.firstIndex(where: { $0.id == id }) else { return [] }
            // Parents that go round in a circle must not keep it adding.
            var (found, seen, next) = ([Int](), Set([first]), [first])
            while let index = next.popLast() {
                found.append(index)
                next += (children[index] ?? []).filter { seen.insert($0).inserted }
            }
            return found.map { rows[$0] }
        }
    }
}
