// Tells the thread sanitizer that the standard library's Mutex orders its holders.
//
// A Mutex that is free is taken and given back by code that is compiled into ours, which the sanitizer sees. Where there is
// somebody to wait for, the library does it, and that is not built with the sanitizer. These two functions take the place of
// the library's and call it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

// Swift's calling convention, and the register that holds self.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void (*lock_slow)(uint32_t thread, SELF void *mutex);
typedef SWIFT void (*unlock_slow)(SELF void *mutex);

SWIFT void kubemon_lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void kubemon_unlock_slow(SELF void *mutex) __asm__(UNLOCK);

void __tsan_acquire(void *address);
void __tsan_release(void *address);

static void *library(void **known, const char *name) {
    void *found = __atomic_load_n(known, __ATOMIC_RELAXED);
    if (found) return found;
    found = dlsym(RTLD_NEXT, name);
    // Another version of the library: every report would be a false one.
    if (!found) abort();
    __atomic_store_n(known, found, __ATOMIC_RELAXED);
    return found;
}

SWIFT void kubemon_lock_slow(uint32_t thread, SELF void *mutex) {
    static void *known;
    ((lock_slow)library(&known, LOCK))(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT void kubemon_unlock_slow(SELF void *mutex) {
    static void *known;
    unlock_slow unlock = (unlock_slow)library(&known, UNLOCK);
    __tsan_release(mutex);
    unlock(mutex);
}
