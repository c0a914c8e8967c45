/// One term of a filter as it was typed.
struct FilterWord {
    /// Without the `!` in front and without quotes.
    var text: String
    /// Whether `!` stood in front.
    var isOpposite = false
    /// Whether it began with a quote and is nothing but text.
    private var isQuoted = false

    /// The regular expression behind `~`, or `nil`.
    var expression: String? { !isQuoted && text.hasPrefix("~") ? String(text.dropFirst()) : nil }

    /// Column, sign and value, or `nil` if it is a plain word.
    var comparison: (name: String, sign: String, value: String)? {
        guard !isQuoted, let start = text.firstIndex(where: { "!=<>".contains($0) }), start != text.startIndex,
            let sign = Filter.signs.first(where: text[start...].hasPrefix)
        else { return nil }
        return (String(text[..<start]), sign, String(text[start...].dropFirst(sign.count)))
    }

    /// The words of a filter. Blanks between quotes belong to the word; a quote that was not closed yet ends with the text.
    static func all(in text: String) -> [FilterWord] {
        var words: [FilterWord] = []
        var word = FilterWord(text: "")
        var (isOpen, isBegun) = (false, false)
        for character in text {
            if character == "\"" {
                if word.text.isEmpty { word.isQuoted = true }
                (isOpen, isBegun) = (!isOpen, true)
            } else if character == " ", !isOpen {
                if isBegun { words.append(word) }
                (word, isBegun) = (FilterWord(text: ""), false)
            } else if character == "!", !isBegun {
                (word.isOpposite, isBegun) = (true, true)
            } else {
                word.text.append(character)
                isBegun = true
            }
        }
        return isBegun ? words + [word] : words
    }
}
