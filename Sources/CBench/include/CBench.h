#ifndef KUBEMON_CBENCH_H
#define KUBEMON_CBENCH_H

#include <stddef.h>
#include <stdint.h>

/// Reads each descriptor from its beginning to its end, chunk after chunk into one buffer, and looks at nothing.
/// Returns the bytes read.
uint64_t kubemon_bench_read_all(const int *descriptors, size_t count, void *buffer, size_t size);

/// CPU time of the calling thread, ns.
uint64_t kubemon_bench_thread_cpu(void);

#endif
