#ifndef KUBEMON_CALLOCATIONS_H
#define KUBEMON_CALLOCATIONS_H

#include <stdint.h>

/// Whether allocations are counted; not under a sanitizer, which replaces the allocator itself.
int kubemon_allocations_counted(void);

/// Allocations (malloc, calloc, realloc and the aligned ones) by the calling thread since it started.
uint64_t kubemon_allocations(void);

/// Bytes that are allocated in this process at the moment, in all threads' arenas that glibc counts.
uint64_t kubemon_heap_bytes(void);

#endif
