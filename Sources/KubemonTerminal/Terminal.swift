import CNcurses
import CTerminal
import Glibc
public import KubemonScreen

/// The terminal in full-screen mode.
///
/// ncurses keeps its state in globals and is not thread-safe. `Terminal` can neither be copied nor shared between threads,
/// so the compiler rules out two threads inside ncurses, and leaving its scope restores the user's screen. Signals that
/// end the process restore it too; see ``restoreForExit()`` for ends that another thread decides on.
public struct Terminal: ~Copyable {
    /// Where keys come from: poll it for input.
    public let inputDescriptor: Int32 = STDIN_FILENO
    /// Readable when the window's size changed or the process goes on after a stop: poll it for input too.
    public let wakeDescriptor: Int32
    /// The characters that frames should be drawn with.
    public private(set) var glyphs: GlyphSet
    /// Whether the terminal is gone: its window was closed or the connection ended.
    public private(set) var isGone = false

    private let wakeSender: Int32
    private var palette: Palette
    private var choice: ThemeChoice
    private var theme: TerminalOptions.Theme
    private let colours: Int
    private var shown = CellBuffer(rows: 0, columns: 0)
    private var decoder = KeyDecoder()
    private var waiting: [Key] = []
    private var size: (rows: Int, columns: Int) = (0, 0)
    private var mouse: Bool

    /// Enters full-screen mode.
    public init(_ options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
        let setup = try TerminalSetup(options)
        self.init(setup, options)
    }

    private init(_ setup: TerminalSetup, _ options: TerminalOptions) {
        glyphs = setup.glyphs
        wakeDescriptor = setup.wakeDescriptor
        wakeSender = setup.wakeSender
        colours = setup.colours
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        let environment = getenv("COLORFGBG").map { String(cString: $0) }
        choice = ThemeChoice(options.theme, terminal: name, colours: colours, environment: environment)
        theme = choice.theme(decoder)
        palette = Palette(theme: theme, colours: colours)
        mouse = options.hasMouse
        size = Self.currentSize()
        let sender = wakeSender
        TerminalModes.reset(terminal: name).withUTF8Copy { kubemon_terminal_guard(STDOUT_FILENO, sender, $0, $1) }
        send(TerminalModes.enter(mouse: mouse) + TerminalModes.question(terminal: name) + choice.question())
    }

    deinit {
        if kubemon_terminal_is_ours() {
            var last = decoder
            _ = choice.awaitAnswers(ThemeChoice.lastPatience, from: inputDescriptor, &last)
            kubemon_curses_close()
        }
        kubemon_terminal_restore()
        kubemon_terminal_unguard()
        close(wakeDescriptor)
        close(wakeSender)
    }

    /// Gives the terminal back as it was. Async-signal-safe and allowed from any thread, also while another one draws or
    /// is stuck in a write; nothing is drawn afterwards. Meant for the thread that ends the process on a signal.
    public static func restoreForExit() { kubemon_terminal_restore() }

    /// A blank frame of the window's size.
    public func makeFrame() -> CellBuffer { CellBuffer(rows: size.rows, columns: size.columns, glyphs: glyphs) }

    /// Rows of the window.
    public var rows: Int { size.rows }
    /// Columns of the window.
    public var columns: Int { size.columns }

    /// Shows `frame`; only runs of cells that differ from the last frame are sent.
    public mutating func show(_ frame: CellBuffer) {
        // An answer that comes right behind the frame would have all drawn twice.
        if kubemon_terminal_is_ours() {
            waiting += choice.awaitAnswers(ThemeChoice.firstPatience, from: inputDescriptor, &decoder)
            followGround()
        }
        // First the bracket, then the question: a restore in between waits for the bracket's end.
        kubemon_terminal_begin()
        defer { kubemon_terminal_end() }
        guard kubemon_terminal_is_ours(), !isGone else { return }
        updateSize()
        guard frame != shown else { return }
        let isFirst = shown.rows != frame.rows || shown.columns != frame.columns
        let rows = min(frame.rows, size.rows)
        for row in 0..<rows { showRow(row, of: frame, isWhole: isFirst) }
        if decoder.hasSynchronizedOutput { send(TerminalModes.frameBegin) }
        kubemon_curses_cursor(frame.cursor != nil)
        let cursor = frame.cursor ?? (0, 0)
        kubemon_curses_flush(Int32(cursor.row), Int32(cursor.column))
        if decoder.hasSynchronizedOutput { send(TerminalModes.frameEnd) }
        shown = frame
    }

    private func showRow(_ row: Int, of frame: CellBuffer, isWhole: Bool) {
        let columns = min(frame.columns, size.columns)
        var column = 0
        while column < columns {
            guard isWhole || frame[row, column] != shown[row, column] else {
                column += 1
                continue
            }
            let start = column
            let style = frame[row, column].style
            var text: [wchar_t] = []
            while column < columns, frame[row, column].style == style,
                isWhole || frame[row, column] != shown[row, column] || frame[row, column].width == 0
            {
                Self.append(frame[row, column], to: &text)
                column += 1
            }
            let look = palette[style]
            kubemon_curses_put(Int32(row), Int32(start), text, Int32(text.count), look.attributes, look.pair)
        }
    }

    /// ncurses measures with the C library's table; where that differs from ours the row would shift, so `?` stands in.
    private static func append(_ cell: Cell, to text: inout [wchar_t]) {
        guard cell.width > 0 else { return }
        let scalars = cell.character.unicodeScalars
        if scalars.count == 1, let scalar = scalars.first, scalar.isASCII {
            text.append(wchar_t(scalar.value))
            return
        }
        let width = scalars.reduce(Int32(0)) { sum, scalar in
            let width = kubemon_terminal_width(UInt32(scalar.value))
            return width < 0 ? -1000 : sum + width
        }
        if width == Int32(cell.width) {
            for scalar in scalars { text.append(wchar_t(scalar.value)) }
        } else {
            for _ in 0..<cell.width { text.append(wchar_t(UInt8(ascii: "?"))) }
        }
    }

    /// The next key, or `nil` if there is none yet; `.resize` whenever all has to be drawn again. Never waits.
    public mutating func readKey() -> Key? {
        drainWake()
        if updateSize() { waiting.append(.resize) }
        if !waiting.isEmpty { return waiting.removeFirst() }
        if let key = decoder.next() { return key }
        if readInput(), let key = decoder.next() { return key }
        return followGround() ? .resize : nil
    }

    /// Takes the theme for the ground that the terminal has said it has.
    ///
    /// - Returns: whether all has to be drawn again.
    @discardableResult
    private mutating func followGround() -> Bool {
        guard choice.theme(decoder) != theme else { return false }
        theme = choice.theme(decoder)
        palette = Palette(theme: theme, colours: colours)
        shown = CellBuffer(rows: 0, columns: 0)
        return true
    }

    /// Waits until a key may be there, `descriptor` is readable, or the time is over; a negative time has no end.
    ///
    /// - Returns: whether `descriptor` is readable.
    public mutating func wait(alsoFor descriptor: Int32 = -1, milliseconds: Int32) -> Bool {
        let patience = decoder.patience
        let longest = waiting.isEmpty ? milliseconds : 0
        let limit = patience.map { longest < 0 ? $0 : min($0, longest) } ?? longest
        var polls = [inputDescriptor, wakeDescriptor, descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let count = poll(&polls, nfds_t(polls.count), limit)
        if count == 0, let patience, limit == patience, let key = decoder.expire() { waiting.append(key) }
        guard count > 0 else { return false }
        // Poll reports a closed terminal at once and for ever; whoever loops must see it.
        if polls[0].revents & Int16(POLLERR | POLLNVAL) != 0 { isGone = true }
        return polls[2].revents != 0
    }

    /// How long at most to wait for ``inputDescriptor`` before ``expireKeys()``, for loops with a poll of their own.
    public var keyPatience: Int32? { decoder.patience }

    /// Says that ``keyPatience`` has passed without input: a lone Esc becomes the key.
    public mutating func expireKeys() {
        if let key = decoder.expire() { waiting.append(key) }
    }

    private mutating func readInput() -> Bool {
        var ready = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 0) > 0 else { return false }
        let count = decoder.read(from: inputDescriptor)
        if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isGone = true }
        return count > 0
    }

    private mutating func drainWake() {
        var letters = [UInt8](repeating: 0, count: 64)
        let count = read(wakeDescriptor, &letters, letters.count)
        guard count > 0 else { return }
        for letter in letters.prefix(count) {
            // `kill -TSTP` from elsewhere is what Ctrl-Z is here; a stop that nobody announced left the screen to the shell.
            if letter == UInt8(ascii: "z") { waiting.append(.control("z")) }
            if letter == UInt8(ascii: "c"), kubemon_terminal_is_ours() {
                kubemon_curses_close()
                enter()
                waiting.append(.resize)
            }
        }
    }

    /// Gives the terminal back, stops the process group as the shell's Ctrl-Z does, and takes it again afterwards.
    public mutating func suspend() {
        guard kubemon_terminal_is_ours() else { return }
        waiting += choice.awaitAnswers(ThemeChoice.lastPatience, from: inputDescriptor, &decoder)
        kubemon_curses_close()
        kubemon_terminal_restore()
        kubemon_terminal_stop()
        enter()
        // What was reported meanwhile has been dealt with.
        var letters = [UInt8](repeating: 0, count: 64)
        while read(wakeDescriptor, &letters, letters.count) > 0 {}
        waiting.append(.resize)
    }

    private mutating func enter() {
        kubemon_terminal_take()
        updateSize()
        kubemon_curses_repaint()
        kubemon_curses_flush(0, 0)
        // Another terminal may be there now, or the same one in the colours of another time of the day.
        send(TerminalModes.enter(mouse: mouse) + choice.question())
    }

    /// Repaints everything with the next frame.
    public mutating func redraw() {
        kubemon_curses_repaint()
        shown = CellBuffer(rows: 0, columns: 0)
    }

    /// Changes theme and characters; how many colours there are stays until the next start.
    public mutating func setLook(_ options: TerminalOptions) {
        glyphs = options.glyphs
        choice.wanted = options.theme
        if choice.isNew { send(choice.question()) }
        theme = choice.theme(decoder)
        palette = Palette(theme: theme, colours: colours)
        shown = CellBuffer(rows: 0, columns: 0)
    }

    /// Takes the mouse from the terminal or gives it back.
    public mutating func setMouse(_ isOn: Bool) {
        mouse = isOn
        send(TerminalModes.mouse(isOn))
    }

    @discardableResult
    private mutating func updateSize() -> Bool {
        let now = Self.currentSize()
        guard now != size else { return false }
        size = now
        kubemon_curses_resize(Int32(max(1, now.rows)), Int32(max(1, now.columns)))
        redraw()
        return true
    }

    private static func currentSize() -> (rows: Int, columns: Int) {
        var (rows, columns) = (Int32(0), Int32(0))
        guard kubemon_terminal_size(STDOUT_FILENO, &rows, &columns), rows > 0, columns > 0 else { return (24, 80) }
        return (Int(rows), Int(columns))
    }

    private mutating func send(_ text: String) {
        guard kubemon_terminal_is_ours() else { return }
        if !text.withUTF8Copy({ kubemon_terminal_write(STDOUT_FILENO, $0, $1) }) { isGone = true }
    }
}

extension String {
    /// Hands the text to C as characters and their count.
    fileprivate func withUTF8Copy<Result>(_ body: (UnsafePointer<CChar>, Int) -> Result) -> Result {
        withCString { body($0, strlen($0)) }
    }
}
