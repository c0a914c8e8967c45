#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static const int fatal_signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGQUIT};
static const int wake_signals[] = {SIGWINCH, SIGTSTP, SIGCONT};
enum { fatal_count = sizeof fatal_signals / sizeof *fatal_signals };
enum { wake_count = sizeof wake_signals / sizeof *wake_signals };

static struct termios saved_modes;
static int terminal = -1;
static atomic_int wake_descriptor = -1;
static char reset_text[512];
static size_t reset_length;
static atomic_bool is_ours;
/* The thread that is drawing; 0 while none is. */
static _Atomic(pthread_t) drawing;
static struct sigaction old_fatal[fatal_count], old_wake[wake_count];
static char *alternate_stack;

bool kubemon_terminal_save(int descriptor) {
    terminal = descriptor;
    return tcgetattr(descriptor, &saved_modes) == 0;
}

bool kubemon_terminal_is_ours(void) { return atomic_load(&is_ours); }

void kubemon_terminal_begin(void) { atomic_store(&drawing, pthread_self()); }

void kubemon_terminal_end(void) { atomic_store(&drawing, 0); }

/* Gives another thread a tenth of a second to finish its frame; it may be stuck in a write for ever. */
static void wait_for_frame(void) {
    for (int attempt = 0; attempt < 20; attempt++) {
        pthread_t thread = atomic_load(&drawing);
        if (thread == 0 || thread == pthread_self()) return;
        struct timespec pause = {0, 5000000};
        nanosleep(&pause, NULL);
    }
}

void kubemon_terminal_take(void) { atomic_store(&is_ours, true); }

/* Writes without ever waiting: another thread may be stuck in a write to a terminal that nobody reads. */
static void write_patiently(const char *text, size_t length) {
    int flags = fcntl(terminal, F_GETFL);
    if (flags >= 0) fcntl(terminal, F_SETFL, flags | O_NONBLOCK);
    for (int attempt = 0; attempt < 25 && length > 0;) {
        ssize_t count = write(terminal, text, length);
        if (count > 0) {
            text += count;
            length -= (size_t)count;
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN) break;
        struct timespec pause = {0, 10000000};
        nanosleep(&pause, NULL);
        attempt += 1;
    }
    if (flags >= 0) fcntl(terminal, F_SETFL, flags);
}

void kubemon_terminal_restore(void) {
    if (terminal < 0 || !atomic_exchange(&is_ours, false)) return;
    int error = errno;
    wait_for_frame();
    /* A process in the background may not change the modes unless it ignores or blocks this signal. */
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    write_patiently(reset_text, reset_length);
    tcflush(terminal, TCIFLUSH);
    tcsetattr(terminal, TCSANOW, &saved_modes);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = error;
}

static void die(int number) {
    kubemon_terminal_restore();
    // Not to the handler before: that of Swift's runtime asks a question on the terminal and waits for an answer.
    signal(number, SIG_DFL);
    raise(number);
}

static void wake(int number) {
    int error = errno;
    char letter = number == SIGWINCH ? 'w' : number == SIGTSTP ? 'z' : 'c';
    /* A full pipe has woken the reader already. */
    ssize_t ignored = write(atomic_load(&wake_descriptor), &letter, 1);
    (void)ignored;
    errno = error;
}

void kubemon_terminal_guard(int descriptor, int wake_to, const char *reset, size_t length) {
    terminal = descriptor;
    atomic_store(&wake_descriptor, wake_to);
    reset_length = length < sizeof reset_text ? length : sizeof reset_text;
    memcpy(reset_text, reset, reset_length);
    /* A stack of its own, so that an overflow of the ordinary one can be handled. */
    size_t size = 64 * 1024;
    if (alternate_stack == NULL) alternate_stack = malloc(size);
    if (alternate_stack != NULL) {
        stack_t stack = {.ss_sp = alternate_stack, .ss_size = size};
        sigaltstack(&stack, NULL);
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigfillset(&action.sa_mask);
    action.sa_handler = die;
    action.sa_flags = SA_ONSTACK;
    for (int index = 0; index < fatal_count; index++) sigaction(fatal_signals[index], &action, &old_fatal[index]);
    sigemptyset(&action.sa_mask);
    action.sa_handler = wake;
    action.sa_flags = SA_RESTART | SA_ONSTACK;
    for (int index = 0; index < wake_count; index++) sigaction(wake_signals[index], &action, &old_wake[index]);
    atomic_store(&is_ours, true);
}

void kubemon_terminal_unguard(void) {
    for (int index = 0; index < fatal_count; index++) sigaction(fatal_signals[index], &old_fatal[index], NULL);
    for (int index = 0; index < wake_count; index++) sigaction(wake_signals[index], &old_wake[index], NULL);
}

bool kubemon_terminal_size(int descriptor, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return true;
}

void kubemon_terminal_stop(void) {
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &action, &old);
    sigset_t set, mask;
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &set, &mask);
    kill(0, SIGTSTP);
    /* Another thread may have taken the signal: this one must not touch the terminal before the process has stopped. */
    struct timespec pause = {0, 20000000};
    nanosleep(&pause, NULL);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &old, NULL);
}

bool kubemon_terminal_write(int descriptor, const char *text, size_t length) {
    while (length > 0) {
        ssize_t count = write(descriptor, text, length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
            if (poll(&wait, 1, 100) > 0 && (wait.revents & POLLOUT)) continue;
            return false;
        }
        if (count <= 0) return false;
        text += count;
        length -= (size_t)count;
    }
    return true;
}

bool kubemon_terminal_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return false;
    *reading = ends[0];
    *writing = ends[1];
    return true;
}

int kubemon_terminal_width(unsigned character) { return wcwidth((wchar_t)character); }
