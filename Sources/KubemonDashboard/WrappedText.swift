import KubemonScreen

/// Text in lines of a given width.
enum WrappedText {
    /// Breaks `text` at blanks; a word longer than a line is cut.
    ///
    /// - Parameter most: how many lines there may be; the last one holds the rest, however long that is.
    static func lines(of text: String, width: Int, most: Int = .max) -> [String] {
        guard width > 0, most > 1, TextWidth.of(text) > width else { return [text] }
        var lines: [String] = []
        var rest = text[...]
        while TextWidth.of(rest) > width, lines.count + 1 < most {
            var end = rest.startIndex
            var room = width
            while end < rest.endIndex, case let next = TextWidth.of(rest[end...end]), next <= room {
                room -= next
                rest.formIndex(after: &end)
            }
            // A character may be wider than the line.
            if end == rest.startIndex { rest.formIndex(after: &end) }
            let isBetweenWords = end < rest.endIndex && rest[end] == " "
            if !isBetweenWords, let blank = rest[..<end].lastIndex(of: " "), blank > rest.startIndex { end = blank }
            lines.append(String(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        return rest.isEmpty ? lines : lines + [String(rest)]
    }
}
