#include "CTerminal.h"

#include <curses.h>
#include <string.h>
#include <term.h>

/* What starts with `prefix` and goes on is taken from behind it; the strings lie in a table that is not freed one by one. */
static char *behind(char *text, const char *prefix) {
    size_t length = strlen(prefix);
    return text != NULL && strncmp(text, prefix, length) == 0 && text[length] != 0 ? text + length : text;
}

void kubemon_terminal_shorten_looks(void) {
    if (cur_term == NULL) return;
    exit_attribute_mode = behind(exit_attribute_mode, "\033(B");
    set_attributes = behind(set_attributes, "%?%p9%t\033(0%e\033(B%;");
}
