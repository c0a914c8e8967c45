// Most functions are inline in the header. Here are those that need a header which does not go together with Swift's Glibc
// module: sys/epoll.h declares fd_set in another way.
#include "CLinux.h"

#include <sys/epoll.h>

int kubemon_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

int kubemon_epoll_add(int set, int descriptor, uint64_t tag) {
    struct epoll_event event = {EPOLLIN, {.u64 = tag}};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
}

uint64_t kubemon_epoll_take(int set) {
    struct epoll_event event;
    return epoll_wait(set, &event, 1, 0) == 1 ? event.data.u64 : 0;
}
