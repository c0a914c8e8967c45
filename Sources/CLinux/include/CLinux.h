#ifndef KUBEMON_CLINUX_H
#define KUBEMON_CLINUX_H

// What Swift's Glibc module lacks: headers it does not import and wrappers of variadic functions.
// Every function returns what the system call returns; -1 means that errno says why.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/// Opens `path`, relative to `directory`, read-only.
static inline int kubemon_open(int directory, const char *path) {
    int descriptor;
    do descriptor = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/// Opens the directory `path`, relative to `directory`, without following a link in its last component.
static inline int kubemon_open_directory(int directory, const char *path) {
    return openat(directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/// What tells two states of a directory apart.
struct kubemon_directory_state {
    uint64_t inode;
    uint64_t links;
    /// Time of the last change of its entries, ns.
    uint64_t modified;
};

/// Reads the state of the directory `path`, relative to `directory`. Fails with ENOTDIR on anything else.
static inline int kubemon_directory_state(int directory, const char *path, struct kubemon_directory_state *state) {
    struct stat found;
    if (fstatat(directory, path, &found, AT_SYMLINK_NOFOLLOW) != 0) return -1;
    if (!S_ISDIR(found.st_mode)) {
        errno = ENOTDIR;
        return -1;
    }
    state->inode = found.st_ino;
    state->links = found.st_nlink;
    state->modified = (uint64_t)found.st_mtim.tv_sec * 1000000000u + (uint64_t)found.st_mtim.tv_nsec;
    return 0;
}

/// What is known of a file or directory without opening it.
struct kubemon_status {
    uint64_t inode;
    /// Bytes; of `/proc/PID/fd` the number of descriptors, since Linux 6.2.
    uint64_t size;
};

/// Describes `path`, following links: of `/proc/PID/ns/net` the inode is the namespace's.
static inline int kubemon_status(const char *path, struct kubemon_status *status) {
    struct stat found;
    if (stat(path, &found) != 0) return -1;
    status->inode = found.st_ino;
    status->size = (uint64_t)found.st_size;
    return 0;
}

/// Fills `buffer` with directory entries (`struct linux_dirent64`) and returns the bytes used, 0 at the end.
static inline long kubemon_getdents(int descriptor, void *buffer, size_t size) {
    return syscall(SYS_getdents64, descriptor, buffer, size);
}

/// A timer that is read as a descriptor. `clock` is CLOCK_REALTIME, CLOCK_MONOTONIC or CLOCK_BOOTTIME.
static inline int kubemon_timerfd(clockid_t clock) { return timerfd_create(clock, TFD_CLOEXEC | TFD_NONBLOCK); }

/// Lets the timer fire once, at `nanoseconds` of its clock. 0 disarms it.
static inline int kubemon_timerfd_set(int descriptor, uint64_t nanoseconds) {
    struct itimerspec when = {{0, 0}, {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)}};
    return timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &when, NULL);
}

/// A counter that threads wake each other with, read as a descriptor.
static inline int kubemon_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Makes an eventfd readable. May be called in a signal handler.
static inline int kubemon_eventfd_signal(int descriptor) { return eventfd_write(descriptor, 1); }

/// Makes an eventfd or timerfd unreadable again and returns what it had counted, 0 if nothing.
static inline uint64_t kubemon_eventfd_drain(int descriptor) {
    uint64_t count = 0;
    return read(descriptor, &count, sizeof count) == (ssize_t)sizeof count ? count : 0;
}

/// A set of descriptors that is itself readable while one of them is.
int kubemon_epoll(void);

/// Adds a descriptor to a set; `tag` is handed out when it is readable.
int kubemon_epoll_add(int set, int descriptor, uint64_t tag);

/// Takes the tag of one readable descriptor of a set; 0 if there is none.
uint64_t kubemon_epoll_take(int set);

/// A descriptor that is readable once the process `pid` has ended (Linux 5.3).
static inline int kubemon_pidfd_open(uint32_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/// A descriptor that delivers the signals in `set`, which the caller has blocked in every thread.
static inline int kubemon_signalfd(const sigset_t *set) { return signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK); }

/// Takes one signal from a signalfd; 0 if none is pending.
static inline int kubemon_signalfd_read(int descriptor) {
    struct signalfd_siginfo information;
    if (read(descriptor, &information, sizeof information) != (ssize_t)sizeof information) return 0;
    return (int)information.ssi_signo;
}

/// Waits until one of three descriptors is readable; -1 is a descriptor that is never readable.
/// Returns a mask: 1 for `first`, 2 for `second`, 4 for `third`. A signal handler's interruption is waited over.
static inline int kubemon_wait_readable_of_three(int first, int second, int third, int timeout_ms) {
    struct pollfd descriptors[3] = {{first, POLLIN, 0}, {second, POLLIN, 0}, {third, POLLIN, 0}};
    int count;
    do count = poll(descriptors, 3, timeout_ms);
    while (count < 0 && errno == EINTR);
    if (count < 0) return -1;
    return (descriptors[0].revents != 0 ? 1 : 0) | (descriptors[1].revents != 0 ? 2 : 0)
        | (descriptors[2].revents != 0 ? 4 : 0);
}

/// The same for two descriptors.
static inline int kubemon_wait_readable(int first, int second, int timeout_ms) {
    return kubemon_wait_readable_of_three(first, second, -1, timeout_ms);
}

/// Size and state of a file system, in bytes.
struct kubemon_filesystem {
    uint64_t total;
    /// Free for unprivileged users.
    uint64_t available;
    uint64_t inodes;
    uint64_t free_inodes;
    /// Magic number of its kind.
    uint64_t kind;
};

/// Describes the file system that holds `path`.
static inline int kubemon_statfs(const char *path, struct kubemon_filesystem *filesystem) {
    struct statfs found;
    if (statfs(path, &found) != 0) return -1;
    filesystem->total = (uint64_t)found.f_blocks * (uint64_t)found.f_bsize;
    filesystem->available = (uint64_t)found.f_bavail * (uint64_t)found.f_bsize;
    filesystem->inodes = found.f_files;
    filesystem->free_inodes = found.f_ffree;
    filesystem->kind = (uint64_t)found.f_type;
    return 0;
}

/// Kernel's number of the calling thread.
static inline int kubemon_gettid(void) { return (int)syscall(SYS_gettid); }

/// Names the calling thread, as `top -H` shows it; at most 15 characters.
static inline int kubemon_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Sets by how many nanoseconds the kernel may delay the calling thread's timers; 50 000 unless set.
static inline int kubemon_set_timer_slack(unsigned long nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

/// Sends `signal` to this process when its parent ends.
static inline int kubemon_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

/// Has all threads take memory from one place, instead of one place a thread, of which each keeps what it once needed.
static inline void kubemon_share_memory(void) { mallopt(M_ARENA_MAX, 1); }

#endif
