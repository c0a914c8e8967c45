#include "CBench.h"

#include <time.h>
#include <unistd.h>

uint64_t kubemon_bench_read_all(const int *descriptors, size_t count, void *buffer, size_t size) {
    uint64_t total = 0;
    for (size_t index = 0; index < count; index++) {
        off_t offset = 0;
        ssize_t bytes;
        while ((bytes = pread(descriptors[index], (char *)buffer + offset, size - (size_t)offset, offset)) > 0)
            offset += bytes;
        total += (uint64_t)offset;
    }
    return total;
}

uint64_t kubemon_bench_thread_cpu(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}
