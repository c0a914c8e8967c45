#ifndef KUBEMON_CTERMINAL_H
#define KUBEMON_CTERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* What must be done to a terminal where Swift code may not run: inside signal handlers. */

/* Saves the terminal's modes. False with errno if `descriptor` is no terminal. */
bool kubemon_terminal_save(int descriptor);

/* From now on fatal signals write `reset` to the terminal and bring back its modes before the process dies. Changes of the
   size, SIGTSTP and SIGCONT write a letter ('w', 'z', 'c') to `wake`. At most 512 bytes of `reset`. */
void kubemon_terminal_guard(int descriptor, int wake, const char *reset, size_t length);

/* Takes the handlers away. */
void kubemon_terminal_unguard(void);

/* Whether the terminal is ours at the moment: false from the restore on. */
bool kubemon_terminal_is_ours(void);

/* Says that the terminal is ours again, after a suspension. */
void kubemon_terminal_take(void);

/* Writes the reset and brings back the modes. Async-signal-safe, from any thread, only once per take, and never waits
   longer than a quarter of a second for a terminal that takes nothing. */
void kubemon_terminal_restore(void);

/* Brackets around what draws, so that a restore by another thread does not come in the middle of it. */
void kubemon_terminal_begin(void);
void kubemon_terminal_end(void);

/* Columns and rows of the window; false if unknown. */
bool kubemon_terminal_size(int descriptor, int *rows, int *columns);

/* Stops the process group as Ctrl-Z does and returns when it goes on. */
void kubemon_terminal_stop(void);

/* Writes all of `text` to the terminal; false if it is gone. */
bool kubemon_terminal_write(int descriptor, const char *text, size_t length);

/* Columns of a character by the C library's table, which ncurses draws by; negative if it cannot be drawn. */
int kubemon_terminal_width(unsigned character);

/* A pipe whose ends do not block and are not inherited; false on failure. */
bool kubemon_terminal_pipe(int *reading, int *writing);

#endif
