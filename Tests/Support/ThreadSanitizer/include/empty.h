// Nothing is called from here: the linker takes what mutex.c defines.
