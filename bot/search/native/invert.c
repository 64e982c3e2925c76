/* Inverted lists, by counting (Ragged.invert). */

#include "search.h"

void invert(const int64_t *offsets, const int32_t *values, int64_t lists, int64_t *next,
            int32_t *inverted) {
    for (int64_t list = 0; list < lists; list++)
        for (int64_t at = offsets[list]; at < offsets[list + 1]; at++)
            inverted[next[values[at]]++] = (int32_t)list;
}
