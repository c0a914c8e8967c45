/// Which part of a list is visible.
enum Scroll {
    /// The first row to show: as near to `offset` as it can be with `index` in sight and no empty space at the end.
    static func offset(_ offset: Int, showing index: Int, count: Int, height: Int) -> Int {
        guard height > 0 else { return 0 }
        var offset = offset
        if index < offset { offset = index }
        if index >= offset + height { offset = index - height + 1 }
        return max(0, min(offset, count - height))
    }
}
