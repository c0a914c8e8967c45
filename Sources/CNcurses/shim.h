#ifndef KUBEMON_NCURSES_SHIM_H
#define KUBEMON_NCURSES_SHIM_H

/* The only door to ncurses. Swift sees neither WINDOW nor the library's globals, whose shapes differ between versions. */

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

/* Looks of a cell. */
enum kubemon_look { KUBEMON_BOLD = 1, KUBEMON_DIM = 2, KUBEMON_REVERSE = 4, KUBEMON_UNDERLINE = 8 };

/* Opens the terminal without touching what the user sees; false if its name (NULL is that of TERM) is unknown or it
   cannot move its cursor. */
static inline bool kubemon_curses_open(const char *name) {
    SCREEN *screen = newterm(name, stdout, stdin);
    if (screen == NULL) return false;
    const char *address = tigetstr("cup");
    if (address == NULL || address == (char *)-1) {
        endwin();
        delscreen(screen);
        return false;
    }
    raw();
    noecho();
    nonl();
    set_escdelay(25);
    typeahead(-1);
    curs_set(0);
    return true;
}

/* What the terminal wants to be sent for a capability of terminfo; NULL if it has none. */
static inline const char *kubemon_curses_string(const char *name) {
    const char *text = tigetstr(name);
    return text == (const char *)-1 ? NULL : text;
}

/* Number of colours; 0 without. The default colours of the terminal stay its own. */
static inline int kubemon_curses_colors(void) {
    if (!has_colors() || start_color() == ERR) return 0;
    if (use_default_colors() == ERR) return 0;
    return COLORS;
}

static inline void kubemon_curses_pair(int pair, int foreground, int background) {
    init_extended_pair(pair, foreground, background);
}

static inline void kubemon_curses_close(void) { endwin(); }
static inline void kubemon_curses_resize(int rows, int columns) { resizeterm(rows, columns); }
static inline void kubemon_curses_cursor(bool visible) { curs_set(visible ? 1 : 0); }

/* The next flush repaints everything. */
static inline void kubemon_curses_repaint(void) { clearok(curscr, TRUE); }

/* Puts `count` characters at a position: one call per run of changed cells that look the same. */
static inline void kubemon_curses_put(int row, int column, const wchar_t *text, int count, int look, int pair) {
    attr_t attributes = A_NORMAL;
    if (look & KUBEMON_BOLD) attributes |= A_BOLD;
    if (look & KUBEMON_DIM) attributes |= A_DIM;
    if (look & KUBEMON_REVERSE) attributes |= A_REVERSE;
    if (look & KUBEMON_UNDERLINE) attributes |= A_UNDERLINE;
    wattr_set(stdscr, attributes, (short)pair, &pair);
    mvwaddnwstr(stdscr, row, column, text, count);
}

/* Sends what changed and leaves the cursor at a position. */
static inline void kubemon_curses_flush(int row, int column) {
    wmove(stdscr, row, column);
    wnoutrefresh(stdscr);
    doupdate();
}

#endif
