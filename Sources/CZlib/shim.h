#ifndef KUBEMON_CZLIB_H
#define KUBEMON_CZLIB_H

#include <zlib.h>

#endif
